with

-- What was landed in the earlier layout has the earlier names and codes.
issues as (

    select
        *,
        coalesce(submission_id, receipt_id) as landed_submission_id
    from {{ landed('issues') }}

),

-- Issues of an accepted file stand in landing; a folder without its submission is a leftover.
accepted as (

    select submission_id from {{ ref('submissions') }}
    where outcome = 'accepted'

),

earlier_codes as (

    select * from {{ ref('earlier_codes') }}

)

select
    issues.landed_submission_id as submission_id,
    issues.extract,
    issues.sheet,
    issues.row_number,
    issues.column_name,
    coalesce(earlier_codes.code, issues.code) as code,
    issues.message
from issues
inner join accepted on issues.landed_submission_id = accepted.submission_id
left join earlier_codes on issues.code = earlier_codes.earlier_code
