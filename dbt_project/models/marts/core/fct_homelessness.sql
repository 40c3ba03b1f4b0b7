with

published as (

    select * from {{ ref('stg_homelessness_published') }}
    where is_current and not is_outside_area

),

local_returns as (

    select * from {{ ref('stg_homelessness_local') }}
    where is_current and not is_outside_area

),

agencies as (

    select * from {{ ref('agencies') }}

)

select
    agency,
    submission_id,
    quarter,
    district_code,
    'published' as source,
    false as is_provisional,
    duties_owed,
    duties_owed_marker,
    da_main_reason,
    da_main_reason_marker,
    da_alleged_perpetrator,
    da_support_need,
    da_support_need_marker,
    cast(null as bigint) as da_temporary,
    cast(null as string) as da_temporary_marker
from published

union all

select
    local_returns.agency,
    local_returns.submission_id,
    local_returns.quarter,
    agencies.area_code as district_code,
    'local' as source,
    true as is_provisional,
    local_returns.duties_owed,
    local_returns.duties_owed_marker,
    local_returns.da_main_reason,
    local_returns.da_main_reason_marker,
    cast(null as bigint) as da_alleged_perpetrator,
    local_returns.da_support_need,
    local_returns.da_support_need_marker,
    local_returns.da_temporary,
    local_returns.da_temporary_marker
from local_returns
inner join agencies on local_returns.agency = agencies.agency
