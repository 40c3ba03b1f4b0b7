-- A measure that names an extract nobody sends would be complete for ever: its returns could never be missing.
-- Threshold: none may; the submissions themselves, which the measures of returns rest on, are no extract.
with

named as (

    select
        measure_id,
        {{ split_list('extracts') }} as extract
    from {{ ref('measures') }}

),

expected as (

    select * from {{ ref('int_deliveries_described') }}

)

select
    named.measure_id,
    named.extract
from named
left join expected on named.extract = expected.extract
where expected.extract is null and named.extract <> {{ all_returns() }}
