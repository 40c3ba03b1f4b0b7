with

quarters as (

    select * from {{ ref('dim_quarter') }}

),

steps as (

    select *
    from (values (0), (1), (2), (3)) as numbers (steps_back)

),

parts as (

    select
        quarters.quarter,
        quarters.quarter_number,
        steps.steps_back,
        {{ plus_months('quarters.first_day', '-3 * steps.steps_back') }} as part_first_day
    from quarters
    cross join steps

),

windows as (

    select
        'quarter' as period_type,
        quarter,
        part_first_day
    from parts
    where steps_back = 0

    union all

    select
        'year_to_date' as period_type,
        quarter,
        part_first_day
    from parts
    where steps_back < quarter_number

    union all

    select
        'rolling_year' as period_type,
        quarter,
        part_first_day
    from parts

)

select
    period_type,
    quarter,
    {{ quarter_of('part_first_day') }} as part_quarter,
    part_first_day,
    {{ last_day_from('part_first_day') }} as part_last_day
from windows
