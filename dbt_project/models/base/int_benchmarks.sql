select
    measure_id,
    period_end,
    value,
    unit,
    source,
    note,
    is_comparable,
    title
from {{ ref('benchmarks') }}

union all

select
    measure_id,
    period_end,
    value,
    unit,
    source,
    note,
    is_comparable,
    title
from {{ ref('county_benchmarks') }}
