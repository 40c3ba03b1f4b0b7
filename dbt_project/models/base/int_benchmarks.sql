select
    measure_id,
    period_end,
    value,
    unit,
    source,
    note
from {{ ref('benchmarks') }}

union all

select
    measure_id,
    period_end,
    value,
    unit,
    source,
    note
from {{ ref('county_benchmarks') }}
