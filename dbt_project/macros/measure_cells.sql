{#-
    The figures of a topic's lines by quarter, area and category: the one way from a fact to measure_values.

    lines: a relation with measure_id, quarter, area_code (where the source has areas), a column for each breakdown, and one of
    amount (something to add up) | numerator and denominator | distinct_key (something to count once) | span (a value of which the
    middle is wanted); is_unknown where a figure may be missing. Lines should be grouped already: a line may stand for many rows.

    Comes back: measure_id, quarter, area_code, breakdown, category, numerator, denominator, distinct_key, span, line_count,
    known_count, unknown_count. Totals stand for every area of the measure's level and for the county, breakdowns for the county
    alone. A blank or unrecognised area is `unknown`, a blank or unrecognised category `not_recorded`. Lines of quarters that no
    return of the area covers are left out. Breakdowns that the catalogue does not name, and nulls in all figures, come to nothing.
-#}
{% macro measure_cells(lines) %}
    {%- set figures = "amount, numerator, denominator, distinct_key, span, line_count, is_unknown" -%}
    with

    county as (

        select area_code from {{ ref('areas') }} where level = 'county'

    ),

    typed as (

        select
            cast(null as varchar) as measure_id,
            cast(null as varchar) as quarter,
            cast(null as varchar) as area_code,
            cast(null as double) as amount,
            cast(null as double) as numerator,
            cast(null as double) as denominator,
            cast(null as varchar) as distinct_key,
            cast(null as double) as span,
            cast(null as bigint) as line_count,
            cast(null as boolean) as is_unknown
        where false

        union all by name

        select * from {{ lines }}

    ),

    with_total as (

        select
            *,
            'all' as "all"
        from typed

    ),

    unpivoted as (

        select *
        from with_total
        unpivot include nulls (
            category for breakdown in (columns(* exclude (measure_id, quarter, area_code, {{ figures }})))
        )

    ),

    covered as (

        select
            unpivoted.measure_id,
            unpivoted.quarter,
            coalesce(nullif(unpivoted.area_code, 'unrecognised'), 'unknown') as line_area_code,
            unpivoted.breakdown,
            coalesce(nullif(unpivoted.category, 'unrecognised'), 'not_recorded') as category,
            coalesce(unpivoted.amount, unpivoted.numerator) as numerator,
            unpivoted.denominator,
            unpivoted.distinct_key,
            unpivoted.span,
            coalesce(unpivoted.line_count, 1) as line_count,
            coalesce(unpivoted.is_unknown, false) as is_unknown,
            measures.areas <> 'county' and unpivoted.breakdown = 'all' as has_areas
        from unpivoted
        inner join {{ ref('measures') }} as measures on unpivoted.measure_id = measures.measure_id
        left join {{ ref('int_measures_covered') }} as coverage
            on
                unpivoted.measure_id = coverage.measure_id
                and unpivoted.quarter = coverage.quarter
                and (coverage.area_code is null or unpivoted.area_code = coverage.area_code)
        where
            unpivoted.quarter is not null
            and (unpivoted.breakdown = 'all' or list_contains(string_split(measures.breakdowns, ';'), unpivoted.breakdown))
            and (coverage.covered_count > 0 or measures.extracts = 'receipts')

    ),

    by_area as (

        select
            measure_id,
            quarter,
            grouping(line_area_code) = 1 as is_county,
            line_area_code,
            breakdown,
            category,
            distinct_key,
            span,
            bool_or(has_areas) as has_areas,
            {{ exact_sum('numerator') }} as numerator,
            {{ exact_sum('denominator') }} as denominator,
            cast(sum(line_count) as bigint) as line_count,
            cast(sum(line_count) filter (where not is_unknown) as bigint) as known_count,
            cast(sum(line_count) filter (where is_unknown) as bigint) as unknown_count
        from covered
        group by
            grouping sets (
                (measure_id, quarter, breakdown, category, distinct_key, span, line_area_code),
                (measure_id, quarter, breakdown, category, distinct_key, span)
            )

    )

    select
        by_area.measure_id,
        by_area.quarter,
        case when by_area.is_county then county.area_code else by_area.line_area_code end as area_code,
        by_area.breakdown,
        by_area.category,
        by_area.numerator,
        by_area.denominator,
        by_area.distinct_key,
        by_area.span,
        by_area.line_count,
        coalesce(by_area.known_count, 0) as known_count,
        coalesce(by_area.unknown_count, 0) as unknown_count
    from by_area
    cross join county
    where by_area.is_county or by_area.has_areas
{% endmacro %}
