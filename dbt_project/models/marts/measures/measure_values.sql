with

measures as (

    select
        *,
        kind = 'ratio' or (kind = 'stock' and unit = '%') as is_share
    from {{ ref('measures') }}

),

areas as (

    select * from {{ ref('areas') }}

),

county as (

    select area_code from areas where level = {{ whole_level() }}

),

windows as (

    select * from {{ ref('int_windows_expanded') }}

),

coverage as (

    select * from {{ ref('int_measures_covered') }}

),

cells as (

    select * from {{ ref('int_cells_summed') }}

),

-- A stock, and the median of one, stands as at the last day in every window; a rate is of a rolling year alone.
measure_windows as (

    select
        measures.measure_id,
        measures.kind,
        windows.period_type,
        windows.quarter,
        windows.part_quarter
    from measures
    inner join windows
        on
            (not measures.is_stock or windows.part_quarter = windows.quarter)
            and (measures.kind <> 'rate' or windows.period_type = 'rolling_year')

),

windowed as (

    select
        cells.measure_id,
        measure_windows.period_type,
        measure_windows.quarter,
        cells.area_code,
        cells.breakdown,
        cells.category,
        case
            when count(cells.distinct_key) = 0 then {{ exact_sum('cells.numerator') }}
            else count(distinct cells.distinct_key)
        end as numerator,
        {{ exact_sum('cells.denominator') }} as denominator,
        sum(cells.known_count) as known_count,
        sum(cells.unknown_count) as unknown_count
    from cells
    inner join measure_windows
        on cells.measure_id = measure_windows.measure_id and cells.quarter = measure_windows.part_quarter
    group by all

),

-- A duration that several rows share counts as often as it stands there.
medians as (

    select
        cells.measure_id,
        measure_windows.period_type,
        measure_windows.quarter,
        cells.area_code,
        cells.breakdown,
        cells.category,
        count(*) as duration_count,
        {{ median_of('cells.duration') }} as median_duration
    from cells
    inner join measure_windows
        on cells.measure_id = measure_windows.measure_id and cells.quarter = measure_windows.part_quarter
    cross join {{ numbers_to('cells.row_count') }}
    where cells.duration is not null
    group by all

),

figures as (

    select
        windowed.*,
        medians.duration_count,
        medians.median_duration
    from windowed
    left join medians using (measure_id, period_type, quarter, area_code, breakdown, category)

),

frame as (

    select
        measure_windows.*,
        areas.area_code
    from measure_windows
    inner join measures on measure_windows.measure_id = measures.measure_id
    inner join areas on areas.level in ({{ whole_level() }}, measures.areas)

),

-- Every return that is needed in the window: the area's own where areas send their own, else all of them.
returned as (

    select
        frame.measure_id,
        frame.kind,
        frame.period_type,
        frame.quarter,
        frame.area_code,
        coalesce(sum(coverage.needed_count), 0) as needed_count,
        coalesce(sum(coverage.covered_count), 0) as covered_count
    from frame
    cross join county
    left join coverage
        on
            frame.measure_id = coverage.measure_id
            and frame.part_quarter = coverage.quarter
            and (
                coverage.area_code is null
                or coverage.area_code = frame.area_code
                or frame.area_code = county.area_code
            )
    group by frame.measure_id, frame.kind, frame.period_type, frame.quarter, frame.area_code

),

-- The areas of the level and the county always have a row, whose status is of coverage, then of figures not known.
totals as (

    select
        returned.measure_id,
        returned.period_type,
        returned.quarter,
        returned.area_code,
        'all' as breakdown,
        'all' as category,
        figures.numerator,
        figures.denominator,
        figures.duration_count,
        figures.median_duration,
        case
            when returned.needed_count > 0 and returned.covered_count = 0 then 'missing'
            when figures.unknown_count > 0 and figures.known_count = 0 then 'missing'
            when returned.covered_count < returned.needed_count or figures.unknown_count > 0 then 'partial'
            else 'complete'
        end as status
    from returned
    left join figures
        on
            returned.measure_id = figures.measure_id
            and returned.period_type = figures.period_type
            and returned.quarter = figures.quarter
            and returned.area_code = figures.area_code
            and figures.breakdown = 'all'

),

-- Categories and the unknown area have a row where they count, and the county's status.
others as (

    select
        figures.measure_id,
        figures.period_type,
        figures.quarter,
        figures.area_code,
        figures.breakdown,
        figures.category,
        figures.numerator,
        figures.denominator,
        figures.duration_count,
        figures.median_duration,
        totals.status
    from figures
    cross join county
    inner join measures on figures.measure_id = measures.measure_id
    inner join totals
        on
            figures.measure_id = totals.measure_id
            and figures.period_type = totals.period_type
            and figures.quarter = totals.quarter
            and totals.area_code = county.area_code
    where
        (figures.breakdown <> 'all' or figures.area_code = 'unknown')
        and measures.kind <> 'rate'
        and totals.status <> 'missing'
        and (
            figures.denominator > 0
            or (figures.denominator is null and figures.numerator is not null)
            or figures.duration_count > 0
        )

),

every_row as (

    select * from totals

    union all

    select * from others

),

-- Nothing counted is zero where returns have come, and blank where they have not.
counted as (

    select
        every_row.measure_id,
        every_row.period_type,
        every_row.quarter,
        every_row.area_code,
        every_row.breakdown,
        every_row.category,
        every_row.status,
        measures.kind,
        measures.is_share,
        every_row.median_duration,
        case
            when every_row.status <> 'missing' and measures.kind <> 'median'
                then coalesce(every_row.numerator, 0)
        end as numerator,
        case
            when every_row.status = 'missing' then null
            when measures.is_share then coalesce(every_row.denominator, 0)
            when measures.kind = 'rate' then areas.population_female_16plus
            when measures.kind = 'median' then coalesce(every_row.duration_count, 0)
        end as denominator
    from every_row
    inner join measures on every_row.measure_id = measures.measure_id
    left join areas on every_row.area_code = areas.area_code

)

select
    measure_id,
    period_type,
    quarter,
    area_code,
    breakdown,
    category,
    numerator,
    denominator,
    case
        when status = 'missing' then null
        when kind = 'median' then median_duration
        when is_share then numerator / nullif(denominator, 0)
        when kind = 'rate' then numerator / denominator * 10000
        else numerator
    end as value,
    status
from counted
