-- Written by `make generate` from sources/contracts: edit those.
with

landed as (

    select
        agency,
        sheet,
        row_number,
        {{ landed_folder() }} as return_id,
        review,
        csp as csp_code,
        notified_on,
        decision,
        decided_on,
        submitted_on,
        approved_on,
        published_on
    from {{ landed('dhr_register') }}

),

returns as (

    select
        returns.return_id,
        returns.submission_id,
        {{ is_among('decision', 'found.columns_found') }} as decision_collected,
        {{ is_among('decided_on', 'found.columns_found') }} as decided_on_collected,
        {{ is_among('submitted_on', 'found.columns_found') }} as submitted_on_collected,
        {{ is_among('approved_on', 'found.columns_found') }} as approved_on_collected,
        {{ is_among('published_on', 'found.columns_found') }} as published_on_collected,
        returns.is_current
    from {{ ref('int_returns') }} as returns
    left join {{ ref('stg_columns_found') }} as found
        on returns.extract = found.extract and returns.return_id = found.return_id
    where returns.extract = 'dhr_register'

)

select
    returns.submission_id,
    landed.agency,
    landed.sheet,
    landed.row_number,
    landed.return_id,
    returns.is_current,
    {{ is_elsewhere('landed.csp_code') }} as is_outside_area,
    {{ quarter_of('landed.notified_on') }} as quarter,
    landed.review,
    landed.csp_code,
    landed.notified_on,
    landed.decision,
    landed.decided_on,
    landed.submitted_on,
    landed.approved_on,
    landed.published_on,
    returns.decision_collected,
    returns.decided_on_collected,
    returns.submitted_on_collected,
    returns.approved_on_collected,
    returns.published_on_collected
from landed
inner join returns on landed.return_id = returns.return_id
