with

hearings as (

    select * from {{ ref('fct_court_support') }}

),

lines as (

    select
        'court_victims_attending' as measure_id,
        quarter,
        count(*) as amount
    from hearings
    where attended
    group by all

    union all by name

    select
        'court_specialist_support_rate' as measure_id,
        quarter,
        count(*) filter (where supported) as numerator,
        count(*) as denominator
    from hearings
    where attended
    group by all

)

select * from ({{ measure_cells('lines') }}) as cells
