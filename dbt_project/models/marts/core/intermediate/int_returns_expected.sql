with

expected as (

    select * from {{ ref('int_deliveries_described') }}
    where expected

),

-- The three quarters before the first one too: rolling years reach back to them.
quarters as (

    select distinct
        part_quarter as quarter,
        part_last_day as last_day
    from {{ ref('int_windows_expanded') }}

),

accepted as (

    select * from {{ ref('int_returns') }}

),

-- A register serves every quarter that has ended by its day; replaced returns came too.
served as (

    select
        expected.extract,
        expected.agency,
        expected.delivery,
        quarters.quarter,
        quarters.last_day,
        accepted.return_id,
        accepted.received_at,
        accepted.rows_accepted,
        accepted.rows_quarantined,
        row_number() over (
            partition by expected.extract, expected.agency, quarters.quarter
            order by accepted.received_at desc, accepted.submission_id desc
        ) as newest_first
    from expected
    cross join quarters
    left join accepted
        on
            expected.extract = accepted.extract
            and expected.agency = accepted.agency
            and (accepted.quarter = quarters.quarter or accepted.as_at >= quarters.last_day)

),

by_quarter as (

    select
        extract,
        agency,
        delivery,
        quarter,
        last_day,
        min(received_at) as first_received_at,
        max(received_at) as last_received_at,
        count(return_id) as accepted_count,
        max(case when newest_first = 1 then rows_accepted end) as rows_accepted,
        max(case when newest_first = 1 then rows_quarantined end) as rows_quarantined
    from served
    group by extract, agency, delivery, quarter, last_day

)

select
    extract,
    agency,
    delivery,
    quarter,
    {{ plus_days('last_day', policy('returns_due_days')) }} as due_on,
    case
        when first_received_at is null then 'missing'
        when cast(first_received_at as date) > {{ plus_days('last_day', policy('returns_due_days')) }} then 'late'
        else 'received'
    end as state,
    first_received_at,
    last_received_at,
    accepted_count,
    rows_accepted,
    rows_quarantined
from by_quarter
