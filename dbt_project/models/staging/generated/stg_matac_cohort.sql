-- Written by `make generate` from sources/contracts: edit those.
with

landed as (

    select
        agency,
        sheet,
        row_number,
        {{ landed_folder() }} as return_id,
        nominal,
        police_area as police_area_code,
        {{ code_on_list('nominated_by', 'matac_nominator') }} as nominated_by,
        nominated_on,
        score_method,
        entry_score,
        entry_score_marker,
        latest_score,
        latest_score_marker,
        discharged_on
    from {{ landed('matac_cohort') }}

),

returns as (

    select
        returns.return_id,
        returns.submission_id,
        {{ is_among('nominated_by', 'found.columns_found') }} as nominated_by_collected,
        {{ is_among('score_method', 'found.columns_found') }} as score_method_collected,
        {{ is_among('entry_score', 'found.columns_found') }} as entry_score_collected,
        {{ is_among('latest_score', 'found.columns_found') }} as latest_score_collected,
        {{ is_among('discharged_on', 'found.columns_found') }} as discharged_on_collected,
        returns.is_current
    from {{ ref('int_returns') }} as returns
    left join {{ ref('stg_columns_found') }} as found
        on returns.extract = found.extract and returns.return_id = found.return_id
    where returns.extract = 'matac_cohort'

)

select
    returns.submission_id,
    landed.agency,
    landed.sheet,
    landed.row_number,
    landed.return_id,
    returns.is_current,
    {{ is_elsewhere('landed.police_area_code') }} as is_outside_area,
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
    landed.discharged_on,
    returns.nominated_by_collected,
    returns.score_method_collected,
    returns.entry_score_collected,
    returns.latest_score_collected,
    returns.discharged_on_collected
from landed
inner join returns on landed.return_id = returns.return_id
