with

measure_extracts as (

    select
        measure_id,
        {{ split_list('extracts') }} as extract
    from {{ ref('measures') }}

),

expected as (

    select * from {{ ref('int_deliveries_described') }}

),

agencies as (

    select * from {{ ref('agencies') }}

),

coverage as (

    select * from {{ ref('int_quarters_covered') }}

),

stand_ins as (

    select * from {{ ref('int_measures_published') }}

),

quarters as (

    select distinct part_quarter as quarter from {{ ref('int_windows_expanded') }}

)

-- Where each district sends its own return, the agency's area is the only one that its return speaks for.
select
    measure_extracts.measure_id,
    expected.extract,
    expected.agency,
    agencies.area_code,
    quarters.quarter,
    coverage.submission_id is not null or stand_ins.measure_id is not null as is_covered
from measure_extracts
inner join expected on measure_extracts.extract = expected.extract
inner join agencies on expected.agency = agencies.agency
cross join quarters
left join coverage
    on
        expected.extract = coverage.extract
        and expected.agency = coverage.agency
        and quarters.quarter = coverage.quarter
left join stand_ins
    on measure_extracts.measure_id = stand_ins.measure_id and quarters.quarter = stand_ins.quarter
where expected.expected
