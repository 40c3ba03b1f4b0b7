{#-
    One row for each district and quarter: the published figures where they are published, else the district's own.
    A figure that the ministry suppressed is published: the district's own must not undo it. One that is unavailable is not.
-#}
{% macro published_first(figures, columns) -%}
    select * from (
        select
            *,
            row_number() over (
                partition by quarter, district_code
                order by
                    case
                        when is_provisional then 1
                        when
                            {% for column in columns -%}
                            {%- if not loop.first %}and {% endif -%}
                            ({{ column }} is not null or coalesce({{ column }}_marker, '') = 'suppressed')
                            {% endfor -%}
                            then 0
                        else 2
                    end
            ) as place
        from {{ figures }}
        where
            {% for column in columns -%}
            {%- if not loop.first %}and {% endif %}{{ column }}_marker is distinct from 'not_applicable'
            {% endfor -%}
    ) as ranked
    where place = 1
{%- endmacro %}
