with

submissions as (

    select * from {{ ref('submissions') }}

),

-- What was landed in the earlier layout has the earlier names.
landed as (

    select
        *,
        coalesce(submission_id, receipt_id) as landed_submission_id,
        coalesce(rows_quarantined, rows_held_out) as landed_rows_quarantined
    from {{ landed('returns') }}

),

expected as (

    select * from {{ ref('int_deliveries_described') }}

),

-- A return whose submission is not there was left behind by a run that broke off, and does not count.
accepted as (

    select
        landed.*,
        expected.coverage,
        landed.landed_submission_id
        || '-'
        || coalesce(landed.quarter, cast(landed.as_at as string)) as return_id,
        coalesce(landed.as_at, {{ last_day_of('landed.quarter') }}) as stated_on
    from landed
    inner join submissions on landed.landed_submission_id = submissions.submission_id
    inner join expected on landed.extract = expected.extract and landed.agency = expected.agency
    where submissions.outcome = 'accepted'

),

ranked as (

    select
        *,
        row_number() over (
            partition by extract, agency, quarter
            order by stated_on desc, received_at desc, file_name desc, sequence desc, sheet_order desc
        ) as place
    from accepted

)

select
    return_id,
    landed_submission_id as submission_id,
    agency,
    extract,
    delivery,
    coverage,
    quarter,
    as_at,
    stated_on,
    received_at,
    file_name,
    sequence,
    sheet_order,
    rows_read,
    rows_accepted,
    landed_rows_quarantined as rows_quarantined,
    coalesce(rows_left_out, 0) as rows_left_out,
    coalesce(issues_not_listed, 0) as issues_not_listed,
    columns_found,
    place = 1 as is_current
from ranked
