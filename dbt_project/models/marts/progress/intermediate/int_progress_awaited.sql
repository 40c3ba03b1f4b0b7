with

measures as (

    select
        measure_id,
        {{ split_list('extracts') }} as extract
    from {{ ref('measures') }}

),

expected as (

    select * from {{ ref('expected_returns') }}

),

agencies as (

    select * from {{ ref('agencies') }}

),

coverage as (

    select * from {{ ref('int_quarters_covered') }}

),

windows as (

    select * from {{ ref('int_windows_expanded') }}

),

quarters as (

    select * from {{ ref('dim_quarter') }}

),

-- A published table that nobody has to send stands in for the returns of the same measure.
stand_ins as (

    select distinct
        measures.measure_id,
        coverage.quarter
    from measures
    inner join expected on measures.extract = expected.extract
    inner join coverage on expected.extract = coverage.extract and expected.agency = coverage.agency
    where not expected.expected

),

outstanding as (

    select distinct
        measures.measure_id,
        expected.agency,
        quarters.quarter
    from measures
    inner join expected on measures.extract = expected.extract
    cross join quarters
    left join coverage
        on
            expected.extract = coverage.extract
            and expected.agency = coverage.agency
            and quarters.quarter = coverage.quarter
    left join stand_ins
        on measures.measure_id = stand_ins.measure_id and quarters.quarter = stand_ins.quarter
    where
        expected.expected
        and coverage.receipt_id is null
        and stand_ins.measure_id is null

),

by_agency as (

    select
        outstanding.measure_id,
        windows.period_type,
        windows.quarter,
        agencies.agency,
        agencies.agency_name,
        agencies.area_code,
        string_agg(outstanding.quarter, ', ' order by outstanding.quarter) as quarters
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
    string_agg(
        by_agency.agency_name || ' (' || by_agency.quarters || ')', ', '
        order by by_agency.agency_name
    ) as awaited
from by_agency
inner join areas
    on
        by_agency.area_code is null
        or by_agency.area_code = areas.area_code
        or areas.level = 'county'
group by by_agency.measure_id, by_agency.period_type, by_agency.quarter, areas.area_code
