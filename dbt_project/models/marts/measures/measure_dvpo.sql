with

notices as (

    select * from {{ ref('fct_dvpo') }}

),

heard as (

    select
        *,
        {{ quarter_of('heard_at') }} as heard_quarter
    from notices
    where heard_at is not null

),

granted as (

    select * from heard where order_outcome = 'granted'

),

lines as (

    select
        'dvpn_issued' as measure_id,
        quarter,
        police_area_code as area_code,
        count(*) as amount
    from notices
    where notice_outcome = 'authorised'
    group by all

    union all by name

    select
        'dvpo_applied' as measure_id,
        heard_quarter as quarter,
        police_area_code as area_code,
        count(*) as amount
    from heard
    group by all

    union all by name

    select
        'dvpo_granted' as measure_id,
        heard_quarter as quarter,
        police_area_code as area_code,
        count(*) as amount
    from granted
    group by all

    union all by name

    -- never orders over notices: the two are recorded by different courts and forces
    select
        'dvpo_granted_rate' as measure_id,
        heard_quarter as quarter,
        police_area_code as area_code,
        count(*) filter (where order_outcome = 'granted') as numerator,
        count(*) as denominator
    from heard
    where order_outcome in ('granted', 'refused')
    group by all

    union all by name

    select
        'dvpo_heard_in_time_rate' as measure_id,
        heard_quarter as quarter,
        police_area_code as area_code,
        count(*) filter (where is_heard_in_time) as numerator,
        count(*) as denominator
    from heard
    where notice_outcome = 'authorised'
    group by all

    union all by name

    select
        'dvpo_breach_rate' as measure_id,
        heard_quarter as quarter,
        police_area_code as area_code,
        count(*) filter (where breached_on is not null) as numerator,
        count(*) as denominator
    from granted
    group by all

    union all by name

    select
        'dvpo_support_offered_rate' as measure_id,
        heard_quarter as quarter,
        police_area_code as area_code,
        count(*) filter (where idva_referred) as numerator,
        count(*) as denominator
    from granted
    group by all

    union all by name

    select
        'dvpo_support_engaged_rate' as measure_id,
        heard_quarter as quarter,
        police_area_code as area_code,
        count(*) filter (where idva_engaged) as numerator,
        count(*) as denominator
    from granted
    group by all

)

select * from ({{ measure_cells('lines') }}) as cells
