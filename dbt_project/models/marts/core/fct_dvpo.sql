with

returns as (

    select * from {{ ref('int_returns') }}

),

-- A notice that has not been heard has waited until the end of the day that its register is as at.
logged as (

    select
        notices.*,
        coalesce(notices.heard_at, cast({{ plus_days('returns.as_at', 1) }} as timestamp)) as waited_until
    from {{ ref('stg_dvpo_log') }} as notices
    left join returns on notices.return_id = returns.return_id
    where notices.is_current and not notices.is_outside_area

),

uncounted_days as (

    select * from {{ ref('int_days_excluded') }}

),

-- The part of each uncounted day that a notice waited through (Crime and Security Act 2010, section 27).
uncounted as (

    select
        logged.submission_id,
        logged.log,
        sum(
            {{ microseconds_between(
                'greatest(logged.notice_served_at, uncounted_days.starts_at)',
                'least(logged.waited_until, uncounted_days.ends_at)'
            ) }}
        ) as microseconds
    from logged
    inner join uncounted_days
        on
            logged.notice_served_at < uncounted_days.ends_at
            and logged.waited_until > uncounted_days.starts_at
    group by logged.submission_id, logged.log

),

measured as (

    select
        logged.*,
        case
            when logged.waited_until >= logged.notice_served_at
                then
                    {{ microseconds_between('logged.notice_served_at', 'logged.waited_until') }}
                    - coalesce(uncounted.microseconds, 0)
        end as counted_microseconds
    from logged
    left join uncounted on logged.submission_id = uncounted.submission_id and logged.log = uncounted.log

),

timed as (

    select
        *,
        {{ as_hours('counted_microseconds') }} as counted_hours
    from measured

)

select
    agency,
    submission_id,
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
        when heard_at is not null
            then coalesce(counted_hours <= {{ var('notice_heard_within_hours') }}, false)
        when counted_hours >= {{ var('notice_heard_within_hours') }} then false
    end as is_heard_in_time,
    -- A length that no order can have is taken for the longest.
    {{ plus_days(
        'cast(heard_at as date)',
        'case when order_days between ' ~ var('order_days_least') ~ ' and ' ~ var('order_days_most')
        ~ ' then order_days else ' ~ var('order_days_most') ~ ' end'
    ) }} as order_last_day
from timed
