with

-- What was landed in the earlier layout has the earlier names and codes.
landed as (

    select
        *,
        coalesce(submission_id, receipt_id) as landed_submission_id
    from {{ landed('submissions') }}

),

outcomes as (

    select * from {{ ref('earlier_codes') }}

),

reasons as (

    select * from {{ ref('earlier_codes') }}

)

select
    landed.landed_submission_id as submission_id,
    landed.agency,
    landed.file_name,
    landed.received_at,
    coalesce(outcomes.code, landed.outcome) as outcome,
    coalesce(reasons.code, landed.code) as code,
    landed.message
from landed
left join outcomes on landed.outcome = outcomes.earlier_code
left join reasons on landed.code = reasons.earlier_code
