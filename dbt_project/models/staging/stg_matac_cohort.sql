with

source as (

    select
        *,
        {{ landed_folder() }} as return_id
    from {{ source('landing', 'matac_cohort') }}

),

returns as (

    select * from {{ ref('int_returns') }}
    where extract = 'matac_cohort'

),

renamed as (

    select
        source.receipt_id,
        source.agency,
        source.sheet,
        source.row_number,
        source.return_id,
        returns.is_current,
        {{ quarter_of('source.nominated_on') }} as quarter,
        source.nominal,
        source.police_area as police_area_code,
        source.nominated_by,
        source.nominated_on,
        source.score_method,
        source.entry_score,
        source.entry_score_marker,
        source.latest_score,
        source.latest_score_marker,
        source.discharged_on
    from source
    inner join returns on source.return_id = returns.return_id

)

select * from renamed
