with

due as (

    select * from {{ ref('int_returns_expected') }}

),

agencies as (

    select * from {{ ref('agencies') }}

),

extracts as (

    select * from {{ ref('extracts') }}

),

deliveries as (

    select * from {{ ref('deliveries') }}

),

quarters as (

    select * from {{ ref('dim_quarter') }}

),

speaking as (

    select * from {{ ref('int_quarters_covered') }}

),

accepted as (

    select * from {{ ref('int_returns') }}

)

select
    due.extract,
    extracts.title as return_title,
    due.agency,
    agencies.agency_name,
    deliveries.contact,
    due.delivery,
    due.quarter,
    due.due_on,
    due.state,
    due.first_received_at,
    due.last_received_at,
    due.accepted_count,
    greatest(due.accepted_count - 1, 0) as superseded_count,
    speaking.submission_id,
    spoken.quarter as spoken_quarter,
    spoken.as_at as spoken_as_at,
    spoken.rows_accepted,
    spoken.rows_quarantined,
    due.rows_accepted as newest_rows_accepted,
    due.rows_quarantined as newest_rows_quarantined
from due
inner join agencies on due.agency = agencies.agency
inner join extracts on due.extract = extracts.extract
inner join deliveries on due.extract = deliveries.extract and due.agency = deliveries.agency
inner join quarters on due.quarter = quarters.quarter
left join speaking
    on
        due.extract = speaking.extract
        and due.agency = speaking.agency
        and due.quarter = speaking.quarter
left join accepted as spoken
    on
        speaking.return_id = spoken.return_id
        and speaking.extract = spoken.extract
        and speaking.agency = spoken.agency
