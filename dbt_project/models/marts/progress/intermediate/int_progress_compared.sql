with

measures as (

    select * from {{ ref('dim_measure') }}

),

dated as (

    select * from {{ ref('int_values_dated') }}

),

breaks as (

    select * from {{ ref('int_breaks_between') }}

),

-- A page shows the default window first; a target is held against its own, where it stands.
shown as (

    select
        dated.*,
        measures.kind,
        measures.sensitive and measures.tested and measures.kind in ('count', 'rate', 'ratio') as is_testable
    from dated
    inner join measures on dated.measure_id = measures.measure_id
    where
        dated.period_type = measures.default_window
        or (dated.period_type = measures.target_window and dated.area_code = measures.target_area)

),

-- One rule says whether a window can be laid beside the same one a year before: the first that fits.
compared as (

    select
        shown.measure_id,
        shown.period_type,
        shown.quarter,
        shown.area_code,
        shown.numerator,
        shown.denominator,
        shown.value,
        shown.status,
        shown.baseline_quarter,
        shown.kind,
        shown.is_testable,
        year_before.numerator as baseline_numerator,
        year_before.denominator as baseline_denominator,
        year_before.value as baseline_value,
        year_before.status as baseline_status,
        case
            when shown.status <> 'complete' then 'not_complete'
            when shown.value is null then 'nothing_to_count'
            when shown.is_baseline_truncated then 'starts_too_early'
            when year_before.status is null or shown.is_baseline_begun_early then 'no_year_before'
            when year_before.status <> 'complete' or year_before.value is null then 'year_before_incomplete'
            when breaks.since_baseline is not null then 'definition_changed'
            else 'compared'
        end as comparison
    from shown
    left join dated as year_before
        on
            shown.measure_id = year_before.measure_id
            and shown.period_type = year_before.period_type
            and shown.area_code = year_before.area_code
            and shown.baseline_quarter = year_before.quarter
    left join breaks
        on
            shown.measure_id = breaks.measure_id
            and shown.period_type = breaks.period_type
            and shown.quarter = breaks.quarter

),

changed as (

    select
        *,
        case when comparison = 'compared' then baseline_value end as baseline,
        case when comparison = 'compared' then value - baseline_value end as change,
        case when comparison = 'compared' then is_testable end as is_tested
    from compared

)

select
    measure_id,
    period_type,
    quarter,
    area_code,
    numerator,
    denominator,
    value,
    status,
    baseline_quarter,
    kind,
    baseline_numerator,
    baseline_denominator,
    baseline_status,
    comparison,
    baseline,
    change,
    is_tested,
    case
        when abs(change) < 1e-12 then 'same'
        when change > 0 then 'higher'
        when change < 0 then 'lower'
    end as direction,
    case
        when not coalesce(is_tested, false) then null
        when kind = 'ratio'
            then least(baseline_denominator, denominator) >= {{ policy('smallest_compared') }}
        else baseline_numerator + numerator >= {{ policy('smallest_compared') }}
    end as is_enough
from changed
