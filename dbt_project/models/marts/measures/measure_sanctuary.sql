with

cases as (

    select * from {{ ref('fct_sanctuary_case') }}

),

checklist_items as (

    select * from {{ ref('fct_bvpi225_item') }}

),

checklists as (

    select * from {{ ref('int_quarters_covered') }} where extract = 'bvpi225_checklist'

),

agencies as (

    select * from {{ ref('agencies') }}

),

lines as (

    select
        'sanctuary_referrals' as measure_id,
        quarter,
        district_code as area_code,
        tenure,
        count(*) as amount
    from cases
    group by all

    union all by name

    select
        'sanctuary_completed' as measure_id,
        {{ quarter_of('completed_on') }} as quarter,
        district_code as area_code,
        tenure,
        count(*) as amount
    from cases
    group by all

    union all by name

    select
        'sanctuary_days_to_complete' as measure_id,
        {{ quarter_of('completed_on') }} as quarter,
        district_code as area_code,
        completed_on - referred_on as span,
        count(*) as line_count
    from cases
    where completed_on is not null
    group by all

    union all by name

    select
        'sanctuary_remained_at_home_rate' as measure_id,
        {{ quarter_of('reviewed_on') }} as quarter,
        district_code as area_code,
        count(*) filter (where remained) as numerator,
        count(*) as denominator
    from cases
    where remained is not null
    group by all

    union all by name

    -- the checklist has 11 items, whether or not each of them was answered
    select
        'bvpi225_score' as measure_id,
        checklists.quarter,
        agencies.area_code,
        count(*) filter (where checklist_items.in_place) as numerator,
        11 as denominator
    from checklists
    inner join agencies on checklists.agency = agencies.agency
    left join checklist_items on checklists.return_id = checklist_items.return_id
    group by all

)

select * from ({{ measure_cells('lines') }}) as cells
