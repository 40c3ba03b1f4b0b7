with

source as (

    select
        *,
        {{ landed_folder() }} as return_id
    from {{ source('landing', 'childrens_social_care') }}

),

returns as (

    select * from {{ ref('int_returns') }}
    where extract = 'childrens_social_care'

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
        source.district as district_code,
        source.early_help,
        source.early_help_marker,
        source.assessments,
        source.assessments_marker,
        source.assessments_da,
        source.assessments_da_marker,
        source.protection_plans,
        source.protection_plans_marker,
        source.protection_plans_da,
        source.protection_plans_da_marker
    from source
    inner join returns on source.return_id = returns.return_id

)

select * from renamed
