with

current_rows as (

    select * from {{ ref('stg_dhr_recommendations') }}
    where is_current and not is_outside_area

)

select
    agency,
    submission_id,
    quarter,
    review,
    number,
    theme,
    owner,
    made_on,
    due_on,
    completed_on,
    learning
from current_rows
