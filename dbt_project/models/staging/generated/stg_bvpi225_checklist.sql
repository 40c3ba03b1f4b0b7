-- Written by `make generate` from sources/contracts: edit those.
with

landed as (

    select
        agency,
        sheet,
        row_number,
        {{ landed_folder() }} as return_id,
        item,
        item_marker,
        question,
        in_place
    from {{ landed('bvpi225_checklist') }}

),

returns as (

    select
        returns.return_id,
        returns.submission_id,
        returns.as_at,
        {{ is_among('question', 'found.columns_found') }} as question_collected,
        returns.is_current
    from {{ ref('int_returns') }} as returns
    left join {{ ref('stg_columns_found') }} as found
        on returns.extract = found.extract and returns.return_id = found.return_id
    where returns.extract = 'bvpi225_checklist'

)

select
    returns.submission_id,
    landed.agency,
    landed.sheet,
    landed.row_number,
    landed.return_id,
    returns.is_current,
    false as is_outside_area,
    {{ quarter_of('returns.as_at') }} as quarter,
    landed.item,
    landed.item_marker,
    landed.question,
    landed.in_place,
    returns.question_collected
from landed
inner join returns on landed.return_id = returns.return_id
