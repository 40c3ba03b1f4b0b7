-- Written by `make generate` from sources/contracts: edit those.
with

landed as (

    select
        submission_id,
        agency,
        sheet,
        row_number,
        {{ landed_folder() }} as return_id,
        kpi,
        indicator,
        better_when,
        target,
        target_marker,
        month_1,
        month_1_marker,
        month_2,
        month_2_marker,
        month_3,
        month_3_marker,
        quarter_value,
        quarter_value_marker
    from {{ source('landing', 'pathway_kpis') }}

),

returns as (

    select
        return_id,
        quarter,
        is_current
    from {{ ref('int_returns') }}
    where extract = 'pathway_kpis'

)

select
    landed.submission_id,
    landed.agency,
    landed.sheet,
    landed.row_number,
    landed.return_id,
    returns.is_current,
    returns.quarter,
    landed.kpi,
    landed.indicator,
    landed.better_when,
    landed.target,
    landed.target_marker,
    landed.month_1,
    landed.month_1_marker,
    landed.month_2,
    landed.month_2_marker,
    landed.month_3,
    landed.month_3_marker,
    landed.quarter_value,
    landed.quarter_value_marker
from landed
inner join returns on landed.return_id = returns.return_id
