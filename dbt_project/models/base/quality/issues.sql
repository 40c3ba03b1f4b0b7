with

issues as (

    select * from {{ source('landing', 'issues') }}

),

-- Issues of an accepted file stand in landing; a folder without its submission is a leftover.
accepted as (

    select submission_id from {{ source('landing', 'submissions') }}
    where outcome = 'accepted'

)

select
    issues.submission_id,
    issues.extract,
    issues.sheet,
    issues.row_number,
    issues.column_name,
    issues.code,
    issues.message
from issues
inner join accepted on issues.submission_id = accepted.submission_id
