{#-
    One measure of a topic: what is counted, of which rows of the fact. Handed to `measures`, which writes the SQL.

    One of: amount (an aggregate to add up) | numerator and denominator (aggregates) | distinct_key (a value that counts
    once in a window) | duration (a value of which a window takes the middle).
    fact: where it is not the topic's. where: which rows. quarter: the column or expression that dates a row.
    open_from, open_until: of a stock, the day from which a row counts and the days (any of them) on which it has ended; it
    counts in every quarter on whose last day it is open. area: the column of the area. by: columns of breakdowns, or
    {breakdown: expression}. is_unknown: which rows have a figure that was blank, suppressed or unavailable.
-#}
{% macro line(
    measure_id, fact=none, where=none, quarter='quarter', open_from=none, open_until=[], area=none, by=[],
    amount=none, numerator=none, denominator=none, distinct_key=none, duration=none, is_unknown=none
) -%}
    {%- set breakdowns = {} -%}
    {%- for breakdown in by -%}
        {%- do breakdowns.update({breakdown: by[breakdown] if by is mapping else breakdown}) -%}
    {%- endfor -%}
    {{ return({
        'measure_id': measure_id,
        'fact': fact,
        'where': where,
        'quarter': 'open_quarter' if open_from else quarter,
        'open_from': open_from,
        'open_until': open_until,
        'area_code': area,
        'breakdowns': breakdowns,
        'numerator': amount or numerator,
        'denominator': denominator,
        'distinct_key': distinct_key,
        'duration': duration,
        'is_unknown': is_unknown or 'false',
    }) }}
{%- endmacro %}

{#-
    The figures of a topic's measures by quarter, area and category: the one way from a fact to measure_values.

    fact: the relation that its lines count, unless they name their own. lines: what `line` returns.

    Comes back: measure_id, quarter, area_code, breakdown, category, numerator, denominator, distinct_key, duration, row_count,
    known_count, unknown_count. Totals stand for every area of the measure's level and for the county, breakdowns for the county
    alone. A blank or unrecognised area is `unknown`, a blank or unrecognised category `not_recorded`. Rows of quarters that no
    return of the area covers are left out. Breakdowns that the catalogue does not name, and nulls in all figures, come to nothing.
-#}
{% macro measures(lines, fact=none) -%}
    with

    county as (

        select area_code from {{ ref('areas') }} where level = {{ whole_level() }}

    ),

    {% for measure in lines -%}
    counted_{{ loop.index }} as ({{ counted_rows(measure, fact) }}),

    {% endfor -%}
    categories as (
        {%- for measure in lines %}
        {%- set counted = 'counted_' ~ loop.index %}
        {{ category_rows(measure, counted, 'all', "'all'") }}
        {%- for breakdown in measure.breakdowns %}
        union all
        {{ category_rows(measure, counted, breakdown, breakdown) }}
        {%- endfor %}
        {%- if not loop.last %}
        union all
        {%- endif %}
        {%- endfor %}

    ),

    covered as (

        select
            categories.measure_id,
            categories.quarter,
            coalesce(nullif(categories.area_code, 'unrecognised'), 'unknown') as counted_area_code,
            categories.breakdown,
            coalesce(nullif(categories.category, 'unrecognised'), 'not_recorded') as category,
            categories.numerator,
            categories.denominator,
            categories.distinct_key,
            categories.duration,
            categories.row_count,
            categories.is_unknown,
            measures.areas <> {{ whole_level() }} and categories.breakdown = 'all' as has_areas
        from categories
        inner join {{ ref('measures') }} as measures on categories.measure_id = measures.measure_id
        left join {{ ref('int_measures_covered') }} as coverage
            on
                categories.measure_id = coverage.measure_id
                and categories.quarter = coverage.quarter
                and (coverage.area_code is null or categories.area_code = coverage.area_code)
        where
            categories.quarter is not null
            and (
                categories.breakdown = 'all'
                or {{ is_listed("categories.breakdown", "measures.breakdowns") }}
            )
            and (coverage.covered_count > 0 or measures.extracts = {{ all_returns() }})

    ),

    by_area as (

        select
            measure_id,
            quarter,
            grouping(counted_area_code) = 1 as is_county,
            counted_area_code,
            breakdown,
            category,
            distinct_key,
            duration,
            bool_or(has_areas) as has_areas,
            {{ exact_sum('numerator') }} as numerator,
            {{ exact_sum('denominator') }} as denominator,
            cast(sum(row_count) as bigint) as row_count,
            cast(sum(case when is_unknown then 0 else row_count end) as bigint) as known_count,
            cast(sum(case when is_unknown then row_count else 0 end) as bigint) as unknown_count
        from covered
        group by
            grouping sets (
                (measure_id, quarter, breakdown, category, distinct_key, duration, counted_area_code),
                (measure_id, quarter, breakdown, category, distinct_key, duration)
            )

    )

    select
        by_area.measure_id,
        by_area.quarter,
        case when by_area.is_county then county.area_code else by_area.counted_area_code end as area_code,
        by_area.breakdown,
        by_area.category,
        by_area.numerator,
        by_area.denominator,
        by_area.distinct_key,
        by_area.duration,
        by_area.row_count,
        by_area.known_count,
        by_area.unknown_count
    from by_area
    cross join county
    where by_area.is_county or by_area.has_areas
{%- endmacro %}

{#- A measure's rows of its fact, counted by all that tells them apart: one row may stand for many. -#}
{% macro counted_rows(measure, fact) %}
        select
            {{ measure.quarter }} as quarter,
            cast({{ measure.area_code or 'null' }} as string) as area_code,
            {%- for breakdown, expression in measure.breakdowns.items() %}
            {{ expression }} as {{ breakdown }},
            {%- endfor %}
            cast({{ measure.distinct_key or 'null' }} as string) as distinct_key,
            cast({{ measure.duration or 'null' }} as double) as duration,
            coalesce({{ measure.is_unknown }}, false) as is_unknown,
            cast({{ measure.numerator or 'null' }} as double) as numerator,
            cast({{ measure.denominator or 'null' }} as double) as denominator,
            count(*) as row_count
        from {{ measure.fact or fact }}
        {%- if measure.open_from %}
        inner join (select quarter as open_quarter, last_day as open_on from {{ ref('dim_quarter') }}) as days
            on
                {{ measure.open_from }} <= open_on
                {%- for day in measure.open_until %}
                and ({{ day }} is null or {{ day }} > open_on)
                {%- endfor %}
        {%- endif %}
        {%- if measure.where %}
        where {{ measure.where }}
        {%- endif %}
        group by {{ range(1, 6 + measure.breakdowns | length) | join(', ') }}
{% endmacro %}

{#- The categories of one breakdown of a measure, as rows of the columns that all measures have. -#}
{% macro category_rows(measure, counted, breakdown, category) -%}
        select
            '{{ measure.measure_id }}' as measure_id,
            quarter,
            area_code,
            '{{ breakdown }}' as breakdown,
            cast({{ category }} as string) as category,
            numerator,
            denominator,
            distinct_key,
            duration,
            row_count,
            is_unknown
        from {{ counted }}
{%- endmacro %}

{#- The areas of the level by which the catalogue counts a topic's measures. -#}
{% macro areas_of_topic(topic) -%}
    (
        select distinct areas.area_code
        from {{ ref('areas') }} as areas
        inner join {{ ref('measures') }} as measures on areas.level = measures.areas
        where measures.topic = '{{ topic }}' and areas.level <> {{ whole_level() }}
    )
{%- endmacro %}

{#- The quarters that a measure's returns speak for: extract, agency, quarter and return. -#}
{% macro covered_by_returns_of(measure_id) -%}
    (
        select coverage.*
        from {{ ref('int_quarters_covered') }} as coverage
        inner join {{ ref('measures') }} as measures
            on {{ is_listed("coverage.extract", "measures.extracts") }}
        where measures.measure_id = '{{ measure_id }}'
    )
{%- endmacro %}
