with

source as (

    select
        *,
        {{ landed_folder() }} as return_id
    from {{ source('landing', 'pathway_kpis') }}

),

returns as (

    select * from {{ ref('int_returns') }}
    where extract = 'pathway_kpis'

),

renamed as (

    select
        source.receipt_id,
        source.agency,
        source.sheet,
        source.row_number,
        source.return_id,
        returns.is_current,
        returns.quarter,
        source.kpi,
        source.indicator,
        source.better_when,
        source.target,
        source.target_marker,
        source.month_1,
        source.month_1_marker,
        source.month_2,
        source.month_2_marker,
        source.month_3,
        source.month_3_marker,
        source.quarter_value,
        source.quarter_value_marker
    from source
    inner join returns on source.return_id = returns.return_id

)

select * from renamed
