with

windows as (

    select * from {{ ref('int_windows_expanded') }}

),

quarters as (

    select * from {{ ref('dim_quarter') }}

),

agencies as (

    select * from {{ ref('agencies') }}

),

outstanding as (

    select distinct
        needed.measure_id,
        needed.agency,
        needed.quarter
    from {{ ref('int_returns_needed') }} as needed
    inner join quarters on needed.quarter = quarters.quarter
    where not needed.is_covered

),

by_agency as (

    select
        outstanding.measure_id,
        windows.period_type,
        windows.quarter,
        agencies.agency,
        agencies.agency_name,
        agencies.area_code,
        {{ joined('outstanding.quarter', '+', 'outstanding.quarter') }} as quarters
    from outstanding
    inner join windows on outstanding.quarter = windows.part_quarter
    inner join quarters on windows.quarter = quarters.quarter
    inner join agencies on outstanding.agency = agencies.agency
    group by
        outstanding.measure_id, windows.period_type, windows.quarter, agencies.agency,
        agencies.agency_name, agencies.area_code

),

areas as (

    select * from {{ ref('areas') }}

)

-- A district's own return is missed by its own row and by the county's, anybody else's by every row.
select
    by_agency.measure_id,
    by_agency.period_type,
    by_agency.quarter,
    areas.area_code,
    {{ joined(
        "by_agency.agency || ':' || by_agency.quarters", ';', 'by_agency.agency_name, by_agency.agency'
    ) }} as awaited
from by_agency
inner join areas
    on
        by_agency.area_code is null
        or by_agency.area_code = areas.area_code
        or areas.level = {{ whole_level() }}
group by by_agency.measure_id, by_agency.period_type, by_agency.quarter, areas.area_code
