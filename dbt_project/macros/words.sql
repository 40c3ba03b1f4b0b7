{#- A day as people read it: 31 March 2020. -#}
{% macro day_in_words(day) -%}
    strftime({{ day }}, '%-d %B %Y')
{%- endmacro %}

{#- A share as a whole per cent: 73 %. -#}
{% macro percent_in_words(share) -%}
    (cast(cast(round(100 * {{ share }}) as integer) as varchar) || ' %')
{%- endmacro %}

{#- A number as people read it: whole where it is whole, else with one decimal. -#}
{% macro number_in_words(number) -%}
    case
        when {{ number }} = round({{ number }}) then cast(cast({{ number }} as bigint) as varchar)
        else cast(cast({{ number }} as decimal(18, 1)) as varchar)
    end
{%- endmacro %}

{#- The key by which others find a row of measure_values without a breakdown. -#}
{% macro value_key(measure_id, period_type, quarter, area_code) -%}
    {{ measure_id }} || '/' || {{ period_type }} || '/' || {{ quarter }} || '/' || {{ area_code }}
{%- endmacro %}
