{#- A number that somebody signs, from the county's policy.yml. -#}
{% macro policy(name) -%}
    {% do return(fromjson(env_var('DAW_POLICY'))[name]) %}
{%- endmacro %}
