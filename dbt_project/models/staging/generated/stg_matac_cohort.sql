-- Written by `make generate` from sources/contracts: edit those.
with

landed as (

    select
        submission_id,
        agency,
        sheet,
        row_number,
        {{ landed_folder() }} as return_id,
        nominal,
        police_area as police_area_code,
        nominated_by,
        nominated_on,
        score_method,
        entry_score,
        entry_score_marker,
        latest_score,
        latest_score_marker,
        discharged_on
    from {{ source('landing', 'matac_cohort') }}

),

returns as (

    select
        return_id,
        is_current
    from {{ ref('int_returns') }}
    where extract = 'matac_cohort'

)

select
    landed.submission_id,
    landed.agency,
    landed.sheet,
    landed.row_number,
    landed.return_id,
    returns.is_current,
    {{ quarter_of('landed.nominated_on') }} as quarter,
    landed.nominal,
    landed.police_area_code,
    landed.nominated_by,
    landed.nominated_on,
    landed.score_method,
    landed.entry_score,
    landed.entry_score_marker,
    landed.latest_score,
    landed.latest_score_marker,
    landed.discharged_on
from landed
inner join returns on landed.return_id = returns.return_id
