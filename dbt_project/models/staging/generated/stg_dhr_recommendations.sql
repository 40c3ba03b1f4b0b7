-- Written by `make generate` from sources/contracts: edit those.
with

landed as (

    select
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
    from {{ landed('dhr_recommendations') }}

),

returns as (

    select
        returns.return_id,
        returns.submission_id,
        {{ is_among('owner', 'found.columns_found') }} as owner_collected,
        {{ is_among('due_on', 'found.columns_found') }} as due_on_collected,
        {{ is_among('completed_on', 'found.columns_found') }} as completed_on_collected,
        {{ is_among('learning', 'found.columns_found') }} as learning_collected,
        returns.is_current
    from {{ ref('int_returns') }} as returns
    left join {{ ref('stg_columns_found') }} as found
        on returns.extract = found.extract and returns.return_id = found.return_id
    where returns.extract = 'dhr_recommendations'

)

select
    returns.submission_id,
    landed.agency,
    landed.sheet,
    landed.row_number,
    landed.return_id,
    returns.is_current,
    false as is_outside_area,
    {{ quarter_of('landed.made_on') }} as quarter,
    landed.review,
    landed.number,
    landed.number_marker,
    landed.theme,
    landed.owner,
    landed.made_on,
    landed.due_on,
    landed.completed_on,
    landed.learning,
    returns.owner_collected,
    returns.due_on_collected,
    returns.completed_on_collected,
    returns.learning_collected
from landed
inner join returns on landed.return_id = returns.return_id
