with

current_rows as (

    select * from {{ ref('stg_dvpo_log') }}
    where is_current

),

uncounted_days as (

    select * from {{ ref('int_days_excluded') }}

),

-- The part of each uncounted day that lies between service and hearing (Crime and Security Act 2010, section 27).
uncounted as (

    select
        current_rows.receipt_id,
        current_rows.log,
        sum(
            {{ hours_between(
                'greatest(current_rows.notice_served_at, uncounted_days.starts_at)',
                'least(current_rows.heard_at, uncounted_days.ends_at)'
            ) }}
        ) as hours
    from current_rows
    inner join uncounted_days
        on
            current_rows.notice_served_at < uncounted_days.ends_at
            and current_rows.heard_at > uncounted_days.starts_at
    group by current_rows.receipt_id, current_rows.log

),

timed as (

    select
        current_rows.*,
        case
            when current_rows.heard_at >= current_rows.notice_served_at
                then
                    {{ hours_between('current_rows.notice_served_at', 'current_rows.heard_at') }}
                    - coalesce(uncounted.hours, 0)
        end as counted_hours
    from current_rows
    left join uncounted on current_rows.receipt_id = uncounted.receipt_id and current_rows.log = uncounted.log

)

select
    agency,
    receipt_id,
    quarter,
    log,
    subject,
    victim,
    police_area_code,
    notice_served_at,
    notice_outcome,
    heard_at,
    order_outcome,
    order_days,
    breached_on,
    idva_referred,
    idva_engaged,
    counted_hours,
    case
        when heard_at is not null then coalesce(counted_hours <= {{ var('notice_heard_within_hours') }}, false)
    end as is_heard_in_time
from timed
