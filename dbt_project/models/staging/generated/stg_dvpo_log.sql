-- Written by `make generate` from sources/contracts: edit those.
with

landed as (

    select
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
    from {{ landed('dvpo_log') }}

),

returns as (

    select
        returns.return_id,
        returns.submission_id,
        {{ is_among('subject', 'found.columns_found') }} as subject_collected,
        {{ is_among('victim', 'found.columns_found') }} as victim_collected,
        {{ is_among('police_area', 'found.columns_found') }} as police_area_code_collected,
        {{ is_among('heard_at', 'found.columns_found') }} as heard_at_collected,
        {{ is_among('order_outcome', 'found.columns_found') }} as order_outcome_collected,
        {{ is_among('order_days', 'found.columns_found') }} as order_days_collected,
        {{ is_among('breached_on', 'found.columns_found') }} as breached_on_collected,
        {{ is_among('idva_referred', 'found.columns_found') }} as idva_referred_collected,
        {{ is_among('idva_engaged', 'found.columns_found') }} as idva_engaged_collected,
        returns.is_current
    from {{ ref('int_returns') }} as returns
    left join {{ ref('stg_columns_found') }} as found
        on returns.extract = found.extract and returns.return_id = found.return_id
    where returns.extract = 'dvpo_log'

)

select
    returns.submission_id,
    landed.agency,
    landed.sheet,
    landed.row_number,
    landed.return_id,
    returns.is_current,
    {{ is_elsewhere('landed.police_area_code') }} as is_outside_area,
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
    landed.idva_engaged,
    returns.subject_collected,
    returns.victim_collected,
    returns.police_area_code_collected,
    returns.heard_at_collected,
    returns.order_outcome_collected,
    returns.order_days_collected,
    returns.breached_on_collected,
    returns.idva_referred_collected,
    returns.idva_engaged_collected
from landed
inner join returns on landed.return_id = returns.return_id
