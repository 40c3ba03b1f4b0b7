with

accepted as (

    select * from {{ ref('int_returns') }}

),

expected as (

    select * from {{ ref('expected_returns') }} where expected

),

quarters as (

    select distinct
        part_quarter as quarter,
        part_last_day as last_day
    from {{ ref('int_windows_expanded') }}

),

served as (

    -- a register serves every quarter that has ended by its day; replaced returns came too
    select
        quarters.quarter,
        expected.extract,
        expected.agency,
        min(accepted.received_at) as first_received_at,
        cast(quarters.last_day + interval '22 days' as timestamp) as late_from
    from quarters
    cross join expected
    left join accepted
        on
            expected.extract = accepted.extract
            and expected.agency = accepted.agency
            and (accepted.quarter = quarters.quarter or accepted.as_at >= quarters.last_day)
    group by all

),

lines as (

    select
        'returns_received_rate' as measure_id,
        quarter,
        count(*) filter (where first_received_at is not null) as numerator,
        count(*) as denominator
    from served
    group by all

    union all by name

    -- by the end of the 21st day after the quarter's end
    select
        'returns_on_time_rate' as measure_id,
        quarter,
        count(*) filter (where first_received_at < late_from) as numerator,
        count(*) as denominator
    from served
    group by all

)

select * from ({{ measure_cells('lines') }}) as cells
