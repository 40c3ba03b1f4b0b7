{#-
    What a question of quality.disagreements is about, as the columns that all of them have; null where it does not say.

    details: expressions by name. figure and compared: two columns that hold figures, of the row or of two returns.
    days: how long, or between two dates. area_code and day: of a meeting. activity: of a plan.
-#}
{% macro what_disagrees(details) -%}
    cast({{ "'" ~ details.figure.split('.')[-1] ~ "'" if details.figure else 'null' }} as string) as figure_name,
    cast({{ details.figure or 'null' }} as double) as figure,
    cast({{ "'" ~ details.compared.split('.')[-1] ~ "'" if details.compared else 'null' }} as string) as compared_name,
    cast({{ details.compared or 'null' }} as double) as compared_figure,
    cast({{ details.days or 'null' }} as integer) as days,
    cast({{ details.area_code or 'null' }} as string) as area_code,
    cast({{ details.day or 'null' }} as date) as meeting_date,
    cast({{ details.activity or 'null' }} as string) as activity
{%- endmacro %}
