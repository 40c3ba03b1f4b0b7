-- Written by `make generate` from sources/contracts: edit those.
with

landed as (

    select
        agency,
        sheet,
        row_number,
        {{ landed_folder() }} as return_id,
        requirement,
        person,
        programme,
        provider,
        district as district_code,
        referred_on,
        suitable,
        expected_start,
        started_on,
        ended_on,
        outcome
    from {{ landed('perpetrator_programmes') }}

),

returns as (

    select
        returns.return_id,
        returns.submission_id,
        {{ is_among('provider', 'found.columns_found') }} as provider_collected,
        {{ is_among('district', 'found.columns_found') }} as district_code_collected,
        {{ is_among('suitable', 'found.columns_found') }} as suitable_collected,
        {{ is_among('expected_start', 'found.columns_found') }} as expected_start_collected,
        {{ is_among('started_on', 'found.columns_found') }} as started_on_collected,
        {{ is_among('ended_on', 'found.columns_found') }} as ended_on_collected,
        {{ is_among('outcome', 'found.columns_found') }} as outcome_collected,
        returns.is_current
    from {{ ref('int_returns') }} as returns
    left join {{ ref('stg_columns_found') }} as found
        on returns.extract = found.extract and returns.return_id = found.return_id
    where returns.extract = 'perpetrator_programmes'

)

select
    returns.submission_id,
    landed.agency,
    landed.sheet,
    landed.row_number,
    landed.return_id,
    returns.is_current,
    {{ is_elsewhere('landed.district_code') }} as is_outside_area,
    {{ quarter_of('landed.referred_on') }} as quarter,
    landed.requirement,
    landed.person,
    landed.programme,
    landed.provider,
    landed.district_code,
    landed.referred_on,
    landed.suitable,
    landed.expected_start,
    landed.started_on,
    landed.ended_on,
    landed.outcome,
    returns.provider_collected,
    returns.district_code_collected,
    returns.suitable_collected,
    returns.expected_start_collected,
    returns.started_on_collected,
    returns.ended_on_collected,
    returns.outcome_collected
from landed
inner join returns on landed.return_id = returns.return_id
