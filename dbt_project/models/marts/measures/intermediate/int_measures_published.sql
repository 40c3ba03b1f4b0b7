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

coverage as (

    select * from {{ ref('int_quarters_covered') }}

)

select distinct
    measure_extracts.measure_id,
    coverage.quarter
from measure_extracts
inner join expected on measure_extracts.extract = expected.extract
inner join coverage on expected.extract = coverage.extract and expected.agency = coverage.agency
where not expected.expected
