-- Written by `make generate` from sources/contracts: edit those.
with

landed as (

    select
        submission_id,
        agency,
        sheet,
        row_number,
        {{ landed_folder() }} as return_id,
        partner,
        school_urn,
        school_urn_marker,
        school_name,
        phase,
        district as district_code,
        session_date,
        topic,
        year_group,
        pupils,
        pupils_marker,
        rse_coordinated
    from {{ source('landing', 'education_sessions') }}

),

returns as (

    select
        return_id,
        quarter,
        is_current
    from {{ ref('int_returns') }}
    where extract = 'education_sessions'

)

select
    landed.submission_id,
    landed.agency,
    landed.sheet,
    landed.row_number,
    landed.return_id,
    returns.is_current,
    returns.quarter,
    landed.partner,
    landed.school_urn,
    landed.school_urn_marker,
    landed.school_name,
    landed.phase,
    landed.district_code,
    landed.session_date,
    landed.topic,
    landed.year_group,
    landed.pupils,
    landed.pupils_marker,
    landed.rse_coordinated
from landed
inner join returns on landed.return_id = returns.return_id
