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

quarters as (

    select distinct part_quarter as quarter from {{ ref('int_windows_expanded') }}

),

-- Where each district sends its own return, the agency's area is the only one that its return speaks for.
needed as (

    select
        measures.measure_id,
        expected.extract,
        expected.agency,
        agencies.area_code,
        quarters.quarter
    from measures
    inner join expected on measures.extract = expected.extract
    inner join agencies on expected.agency = agencies.agency
    cross join quarters
    where expected.expected

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

checked as (

    select
        needed.measure_id,
        needed.area_code,
        needed.quarter,
        coverage.receipt_id is not null or stand_ins.measure_id is not null as is_covered
    from needed
    left join coverage
        on
            needed.extract = coverage.extract
            and needed.agency = coverage.agency
            and needed.quarter = coverage.quarter
    left join stand_ins
        on needed.measure_id = stand_ins.measure_id and needed.quarter = stand_ins.quarter

)

select
    measure_id,
    area_code,
    quarter,
    count(*) as needed_count,
    count(*) filter (where is_covered) as covered_count
from checked
group by measure_id, area_code, quarter
