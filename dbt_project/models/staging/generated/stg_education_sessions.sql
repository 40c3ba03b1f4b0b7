-- Written by `make generate` from sources/contracts: edit those.
with

landed as (

    select
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
    from {{ landed('education_sessions') }}

),

returns as (

    select
        returns.return_id,
        returns.submission_id,
        returns.quarter,
        {{ is_among('school_name', 'found.columns_found') }} as school_name_collected,
        {{ is_among('district', 'found.columns_found') }} as district_code_collected,
        {{ is_among('year_group', 'found.columns_found') }} as year_group_collected,
        {{ is_among('rse_coordinated', 'found.columns_found') }} as rse_coordinated_collected,
        returns.is_current
    from {{ ref('int_returns') }} as returns
    left join {{ ref('stg_columns_found') }} as found
        on returns.extract = found.extract and returns.return_id = found.return_id
    where returns.extract = 'education_sessions'

)

select
    returns.submission_id,
    landed.agency,
    landed.sheet,
    landed.row_number,
    landed.return_id,
    returns.is_current,
    {{ is_elsewhere('landed.district_code') }} as is_outside_area,
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
    landed.rse_coordinated,
    returns.school_name_collected,
    returns.district_code_collected,
    returns.year_group_collected,
    returns.rse_coordinated_collected
from landed
inner join returns on landed.return_id = returns.return_id
