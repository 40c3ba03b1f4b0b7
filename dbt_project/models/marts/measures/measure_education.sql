with

sessions as (

    select * from {{ ref('fct_education_session') }}

),

lines as (

    select
        'education_pupils_reached' as measure_id,
        quarter,
        district_code as area_code,
        phase,
        sum(pupils) as amount
    from sessions
    group by all

    union all by name

    select
        'education_schools_reached' as measure_id,
        quarter,
        district_code as area_code,
        phase,
        cast(school_urn as varchar) as distinct_key
    from sessions
    group by all

    union all by name

    select
        'education_rse_coordinated_rate' as measure_id,
        quarter,
        district_code as area_code,
        count(*) filter (where rse_coordinated) as numerator,
        count(*) as denominator
    from sessions
    where rse_coordinated is not null
    group by all

)

select * from ({{ measure_cells('lines') }}) as cells
