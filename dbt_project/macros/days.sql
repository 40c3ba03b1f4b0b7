{#- Reckoning with days and times, which each engine does in its own way. -#}

{#- The days from one day to another, as a whole number: negative where the second comes first. -#}
{% macro days_between(from_day, to_day) -%}
    {{ return(adapter.dispatch('days_between')(from_day, to_day)) }}
{%- endmacro %}

{% macro duckdb__days_between(from_day, to_day) -%}
    ({{ to_day }} - {{ from_day }})
{%- endmacro %}

{% macro spark__days_between(from_day, to_day) -%}
    cast(datediff({{ to_day }}, {{ from_day }}) as bigint)
{%- endmacro %}

{#- The day so many days later. -#}
{% macro plus_days(day, count) -%}
    {{ return(adapter.dispatch('plus_days')(day, count)) }}
{%- endmacro %}

{% macro duckdb__plus_days(day, count) -%}
    ({{ day }} + cast({{ count }} as integer))
{%- endmacro %}

{% macro spark__plus_days(day, count) -%}
    date_add({{ day }}, cast({{ count }} as integer))
{%- endmacro %}

{#- The same day of the month so many months later, or the month's last day where it has no such day. -#}
{% macro plus_months(day, count) -%}
    {{ return(adapter.dispatch('plus_months')(day, count)) }}
{%- endmacro %}

{% macro duckdb__plus_months(day, count) -%}
    cast({{ day }} + ({{ count }}) * interval '1 month' as date)
{%- endmacro %}

{% macro spark__plus_months(day, count) -%}
    add_months({{ day }}, cast({{ count }} as integer))
{%- endmacro %}

{% macro is_sunday(day) -%}
    {{ return(adapter.dispatch('is_sunday')(day)) }}
{%- endmacro %}

{#- DuckDB's week begins with Sunday as 0, Spark's as 1. -#}
{% macro duckdb__is_sunday(day) -%}
    extract(dow from {{ day }}) = 0
{%- endmacro %}

{% macro spark__is_sunday(day) -%}
    dayofweek({{ day }}) = 1
{%- endmacro %}

{#- The microseconds from one time to another, as a whole number: sums of them are exact. -#}
{% macro microseconds_between(from_time, to_time) -%}
    {{ return(adapter.dispatch('microseconds_between')(from_time, to_time)) }}
{%- endmacro %}

{% macro duckdb__microseconds_between(from_time, to_time) -%}
    date_sub('microsecond', {{ from_time }}, {{ to_time }})
{%- endmacro %}

{% macro spark__microseconds_between(from_time, to_time) -%}
    timestampdiff(microsecond, {{ from_time }}, {{ to_time }})
{%- endmacro %}

{#- Microseconds as hours, with their fractions. -#}
{% macro as_hours(microseconds) -%}
    {{ microseconds }} / 3600000000
{%- endmacro %}

{#- A row for each day from one to another, both included, and none where the second comes first. -#}
{% macro each_day(first_day, last_day) -%}
    {{ return(adapter.dispatch('each_step')(first_day, last_day, '1 day')) }}
{%- endmacro %}

{#- A row for each quarter's first day from one first day to another, both included. -#}
{% macro each_quarter(first_day, last_first_day) -%}
    {{ return(adapter.dispatch('each_step')(first_day, last_first_day, '3 months')) }}
{%- endmacro %}

{% macro duckdb__each_step(first_day, last_day, step) -%}
    cast(
        unnest(generate_series(cast({{ first_day }} as timestamp), cast({{ last_day }} as timestamp), interval '{{ step }}'))
        as date
    )
{%- endmacro %}

{#- Spark refuses to count from a day to an earlier one. -#}
{% macro spark__each_step(first_day, last_day, step) -%}
    explode(
        case when {{ first_day }} <= {{ last_day }} then sequence({{ first_day }}, {{ last_day }}, interval '{{ step }}') end
    )
{%- endmacro %}
