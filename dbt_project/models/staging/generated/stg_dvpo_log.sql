-- Written by `make generate` from sources/contracts: edit those.
with

landed as (

    select
        submission_id,
        agency,
        sheet,
        row_number,
        {{ landed_folder() }} as return_id,
        log,
        subject,
        victim,
        police_area as police_area_code,
        notice_served_at,
        notice_outcome,
        heard_at,
        order_outcome,
        order_days,
        order_days_marker,
        breached_on,
        idva_referred,
        idva_engaged
    from {{ source('landing', 'dvpo_log') }}

),

returns as (

    select
        return_id,
        is_current
    from {{ ref('int_returns') }}
    where extract = 'dvpo_log'

)

select
    landed.submission_id,
    landed.agency,
    landed.sheet,
    landed.row_number,
    landed.return_id,
    returns.is_current,
    {{ quarter_of('landed.notice_served_at') }} as quarter,
    landed.log,
    landed.subject,
    landed.victim,
    landed.police_area_code,
    landed.notice_served_at,
    landed.notice_outcome,
    landed.heard_at,
    landed.order_outcome,
    landed.order_days,
    landed.order_days_marker,
    landed.breached_on,
    landed.idva_referred,
    landed.idva_engaged
from landed
inner join returns on landed.return_id = returns.return_id
