{% macro policy(name) -%}
    {#- A number that somebody signs, from the county's policy.yml. -#}
    {{- fromjson(env_var('DAW_POLICY'))[name] -}}
{%- endmacro %}
