with

requirements as (

    select * from {{ ref('fct_perpetrator_programme') }}

),

quarters as (

    select * from {{ ref('dim_quarter') }}

),

lines as (

    select
        'prp_referrals' as measure_id,
        quarter,
        count(*) as amount
    from requirements
    where programme = 'prp'
    group by all

    union all by name

    select
        'prp_starters' as measure_id,
        {{ quarter_of('started_on') }} as quarter,
        count(*) as amount
    from requirements
    where programme = 'prp'
    group by all

    union all by name

    select
        'prp_completions' as measure_id,
        {{ quarter_of('ended_on') }} as quarter,
        count(*) as amount
    from requirements
    where programme = 'prp' and outcome = 'completed'
    group by all

    union all by name

    select
        'prp_completion_rate' as measure_id,
        {{ quarter_of('ended_on') }} as quarter,
        count(*) filter (where outcome = 'completed') as numerator,
        count(*) as denominator
    from requirements
    where programme = 'prp' and outcome in ('completed', 'not_completed')
    group by all

    union all by name

    select
        'bbr_requirements' as measure_id,
        quarter,
        provider,
        count(*) as amount
    from requirements
    where programme = 'bbr'
    group by all

    union all by name

    select
        'bbr_suitable_rate' as measure_id,
        quarter,
        count(*) filter (where suitable = 'yes') as numerator,
        count(*) as denominator
    from requirements
    where programme = 'bbr' and suitable in ('yes', 'no')
    group by all

    union all by name

    -- an expected start is not a start
    select
        'bbr_starters' as measure_id,
        {{ quarter_of('started_on') }} as quarter,
        count(*) as amount
    from requirements
    where programme = 'bbr'
    group by all

    union all by name

    select
        'bbr_waiting_days' as measure_id,
        {{ quarter_of('started_on') }} as quarter,
        started_on - referred_on as span,
        count(*) as line_count
    from requirements
    where programme = 'bbr' and started_on is not null
    group by all

    union all by name

    select
        'bbr_waiting' as measure_id,
        quarters.quarter,
        count(*) as amount
    from requirements
    inner join quarters
        on
            requirements.referred_on <= quarters.last_day
            and (requirements.started_on is null or requirements.started_on > quarters.last_day)
            and (requirements.ended_on is null or requirements.ended_on > quarters.last_day)
    where requirements.programme = 'bbr'
    group by all

    union all by name

    select
        'bbr_completion_rate' as measure_id,
        {{ quarter_of('ended_on') }} as quarter,
        count(*) filter (where outcome = 'completed') as numerator,
        count(*) as denominator
    from requirements
    where programme = 'bbr' and outcome in ('completed', 'not_completed')
    group by all

)

select * from ({{ measure_cells('lines') }}) as cells
