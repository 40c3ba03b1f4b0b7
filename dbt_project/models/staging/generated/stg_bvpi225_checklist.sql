-- Written by `make generate` from sources/contracts: edit those.
with

landed as (

    select
        submission_id,
        agency,
        sheet,
        row_number,
        {{ landed_folder() }} as return_id,
        item,
        item_marker,
        question,
        in_place
    from {{ source('landing', 'bvpi225_checklist') }}

),

returns as (

    select
        return_id,
        as_at,
        is_current
    from {{ ref('int_returns') }}
    where extract = 'bvpi225_checklist'

)

select
    landed.submission_id,
    landed.agency,
    landed.sheet,
    landed.row_number,
    landed.return_id,
    returns.is_current,
    {{ quarter_of('returns.as_at') }} as quarter,
    landed.item,
    landed.item_marker,
    landed.question,
    landed.in_place
from landed
inner join returns on landed.return_id = returns.return_id
