-- Written by `make generate` from sources/contracts: edit those.
with

landed as (

    select
        agency,
        sheet,
        row_number,
        {{ landed_folder() }} as return_id,
        {{ quoted('case') }} as case_id,
        victim,
        hearing_date,
        court,
        attended,
        support_offered,
        supported
    from {{ landed('court_support') }}

),

returns as (

    select
        returns.return_id,
        returns.submission_id,
        returns.quarter,
        {{ is_among('court', 'found.columns_found') }} as court_collected,
        {{ is_among('support_offered', 'found.columns_found') }} as support_offered_collected,
        {{ is_among('supported', 'found.columns_found') }} as supported_collected,
        returns.is_current
    from {{ ref('int_returns') }} as returns
    left join {{ ref('stg_columns_found') }} as found
        on returns.extract = found.extract and returns.return_id = found.return_id
    where returns.extract = 'court_support'

)

select
    returns.submission_id,
    landed.agency,
    landed.sheet,
    landed.row_number,
    landed.return_id,
    returns.is_current,
    false as is_outside_area,
    returns.quarter,
    landed.case_id,
    landed.victim,
    landed.hearing_date,
    landed.court,
    landed.attended,
    landed.support_offered,
    landed.supported,
    returns.court_collected,
    returns.support_offered_collected,
    returns.supported_collected
from landed
inner join returns on landed.return_id = returns.return_id
