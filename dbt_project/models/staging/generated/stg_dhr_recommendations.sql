-- Written by `make generate` from sources/contracts: edit those.
with

landed as (

    select
        submission_id,
        agency,
        sheet,
        row_number,
        {{ landed_folder() }} as return_id,
        review,
        number,
        number_marker,
        theme,
        owner,
        made_on,
        due_on,
        completed_on,
        learning
    from {{ source('landing', 'dhr_recommendations') }}

),

returns as (

    select
        return_id,
        is_current
    from {{ ref('int_returns') }}
    where extract = 'dhr_recommendations'

)

select
    landed.submission_id,
    landed.agency,
    landed.sheet,
    landed.row_number,
    landed.return_id,
    returns.is_current,
    {{ quarter_of('landed.made_on') }} as quarter,
    landed.review,
    landed.number,
    landed.number_marker,
    landed.theme,
    landed.owner,
    landed.made_on,
    landed.due_on,
    landed.completed_on,
    landed.learning
from landed
inner join returns on landed.return_id = returns.return_id
