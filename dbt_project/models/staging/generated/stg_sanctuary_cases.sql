-- Written by `make generate` from sources/contracts: edit those.
with

landed as (

    select
        agency,
        sheet,
        row_number,
        {{ landed_folder() }} as return_id,
        {{ quoted('case') }} as case_id,
        referred_on,
        tenure,
        completed_on,
        reviewed_on,
        remained
    from {{ landed('sanctuary_cases') }}

),

returns as (

    select
        returns.return_id,
        returns.submission_id,
        {{ is_among('tenure', 'found.columns_found') }} as tenure_collected,
        {{ is_among('completed_on', 'found.columns_found') }} as completed_on_collected,
        {{ is_among('reviewed_on', 'found.columns_found') }} as reviewed_on_collected,
        {{ is_among('remained', 'found.columns_found') }} as remained_collected,
        returns.is_current
    from {{ ref('int_returns') }} as returns
    left join {{ ref('stg_columns_found') }} as found
        on returns.extract = found.extract and returns.return_id = found.return_id
    where returns.extract = 'sanctuary_cases'

)

select
    returns.submission_id,
    landed.agency,
    landed.sheet,
    landed.row_number,
    landed.return_id,
    returns.is_current,
    false as is_outside_area,
    {{ quarter_of('landed.referred_on') }} as quarter,
    landed.case_id,
    landed.referred_on,
    landed.tenure,
    landed.completed_on,
    landed.reviewed_on,
    landed.remained,
    returns.tenure_collected,
    returns.completed_on_collected,
    returns.reviewed_on_collected,
    returns.remained_collected
from landed
inner join returns on landed.return_id = returns.return_id
