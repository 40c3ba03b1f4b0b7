with

champions as (

    select * from {{ ref('fct_champion') }}

),

quarters as (

    select * from {{ ref('dim_quarter') }}

),

active as (

    select
        quarters.quarter,
        champions.district_code,
        champions.setting
    from champions
    inner join quarters
        on
            champions.trained_on <= quarters.last_day
            and (champions.left_on is null or champions.left_on > quarters.last_day)

),

lines as (

    select
        'champions_active' as measure_id,
        quarter,
        district_code as area_code,
        setting,
        count(*) as amount
    from active
    group by all

    union all by name

    select
        'champions_settings' as measure_id,
        quarter,
        district_code as area_code,
        setting as distinct_key
    from active
    group by all

)

select * from ({{ measure_cells('lines') }}) as cells
