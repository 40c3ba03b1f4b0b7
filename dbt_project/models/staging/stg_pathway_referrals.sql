with

source as (

    select
        *,
        {{ landed_folder() }} as return_id
    from {{ source('landing', 'pathway_referrals') }}

),

returns as (

    select * from {{ ref('int_returns') }}
    where extract = 'pathway_referrals'

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
        source.client,
        source.referred_on,
        source.source,
        source.service,
        source.district as district_code,
        source.age,
        source.gender,
        source.ethnicity,
        source.outcome,
        source.first_contact_on
    from source
    inner join returns on source.return_id = returns.return_id

)

select * from renamed
