-- Written by `make generate` from sources/contracts: edit those.
with

landed as (

    select
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
    from {{ landed('pathway_kpis') }}

),

returns as (

    select
        returns.return_id,
        returns.submission_id,
        returns.quarter,
        {{ is_among('target', 'found.columns_found') }} as target_collected,
        {{ is_among('month_1', 'found.columns_found') }} as month_1_collected,
        {{ is_among('month_2', 'found.columns_found') }} as month_2_collected,
        {{ is_among('month_3', 'found.columns_found') }} as month_3_collected,
        {{ is_among('quarter_value', 'found.columns_found') }} as quarter_value_collected,
        returns.is_current
    from {{ ref('int_returns') }} as returns
    left join {{ ref('stg_columns_found') }} as found
        on returns.extract = found.extract and returns.return_id = found.return_id
    where returns.extract = 'pathway_kpis'

)

select
    returns.submission_id,
    landed.agency,
    landed.sheet,
    landed.row_number,
    landed.return_id,
    returns.is_current,
    false as is_outside_area,
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
    landed.quarter_value_marker,
    returns.target_collected,
    returns.month_1_collected,
    returns.month_2_collected,
    returns.month_3_collected,
    returns.quarter_value_collected
from landed
inner join returns on landed.return_id = returns.return_id
