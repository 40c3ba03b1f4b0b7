with

provision as (

    select * from {{ ref('fct_recovery_provision') }}

),

quarters as (

    select * from {{ ref('dim_quarter') }}

),

districts as (

    select * from {{ ref('areas') }} where level = 'district'

),

open_provision as (

    select * from provision where open

),

lines as (

    select
        'recovery_programmes_open' as measure_id,
        quarter,
        district_code as area_code,
        audience,
        count(*) as amount
    from open_provision
    where kind = 'programme'
    group by all

    union all by name

    select
        'recovery_counselling_open' as measure_id,
        quarter,
        district_code as area_code,
        audience,
        count(*) as amount
    from open_provision
    where kind = 'counselling'
    group by all

    union all by name

    -- a district with no open one counts, in every quarter that a return covers
    select
        'recovery_districts_without_programme' as measure_id,
        quarters.quarter,
        count(*) as amount
    from quarters
    cross join districts
    left join open_provision
        on
            quarters.quarter = open_provision.quarter
            and districts.area_code = open_provision.district_code
            and open_provision.kind = 'programme'
    where open_provision.district_code is null
    group by all

    union all by name

    -- a district with no open one counts, in every quarter that a return covers
    select
        'recovery_districts_without_counselling' as measure_id,
        quarters.quarter,
        count(*) as amount
    from quarters
    cross join districts
    left join open_provision
        on
            quarters.quarter = open_provision.quarter
            and districts.area_code = open_provision.district_code
            and open_provision.kind = 'counselling'
    where open_provision.district_code is null
    group by all

    union all by name

    select
        'recovery_starters' as measure_id,
        quarter,
        district_code as area_code,
        kind,
        sum(starters) as amount
    from provision
    group by all

    union all by name

    select
        'recovery_completers' as measure_id,
        quarter,
        district_code as area_code,
        kind,
        sum(completers) as amount
    from provision
    group by all

)

select * from ({{ measure_cells('lines') }}) as cells
