with

expected as (

    select * from {{ ref('expected_returns') }}
    where expected

),

agencies as (

    select * from {{ ref('agencies') }}

),

quarters as (

    select * from {{ ref('dim_quarter') }}

),

accepted as (

    select * from {{ ref('int_returns') }}

),

speaking as (

    select * from {{ ref('int_quarters_covered') }}

),

-- A register serves every quarter that has ended by its day; replaced returns came too.
served as (

    select
        expected.extract,
        expected.agency,
        quarters.quarter,
        min(accepted.received_at) as first_received_at,
        max(accepted.received_at) as last_received_at,
        count(accepted.return_id) as accepted_count
    from expected
    cross join quarters
    left join accepted
        on
            expected.extract = accepted.extract
            and expected.agency = accepted.agency
            and (accepted.quarter = quarters.quarter or accepted.as_at >= quarters.last_day)
    group by expected.extract, expected.agency, quarters.quarter

)

select
    served.extract,
    served.agency,
    agencies.agency_name,
    agencies.contact,
    expected.delivery,
    served.quarter,
    cast(quarters.last_day + 21 as date) as due_on,
    case
        when served.first_received_at is null then 'missing'
        when served.first_received_at >= quarters.last_day + 22 then 'late'
        else 'received'
    end as state,
    served.first_received_at,
    served.last_received_at,
    served.accepted_count,
    greatest(served.accepted_count - 1, 0) as superseded_count,
    speaking.receipt_id,
    spoken.quarter as spoken_quarter,
    spoken.as_at as spoken_as_at,
    spoken.rows_accepted,
    spoken.rows_held_out
from served
inner join expected on served.extract = expected.extract and served.agency = expected.agency
inner join agencies on served.agency = agencies.agency
inner join quarters on served.quarter = quarters.quarter
left join speaking
    on
        served.extract = speaking.extract
        and served.agency = speaking.agency
        and served.quarter = speaking.quarter
left join accepted as spoken
    on
        speaking.return_id = spoken.return_id
        and speaking.extract = spoken.extract
        and speaking.agency = spoken.agency
