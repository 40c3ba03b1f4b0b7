select
    list,
    code,
    label,
    group_code,
    bamer,
    core
from {{ ref('codes') }}

union all

select
    list,
    code,
    label,
    group_code,
    bamer,
    core
from {{ ref('county_codes') }}
