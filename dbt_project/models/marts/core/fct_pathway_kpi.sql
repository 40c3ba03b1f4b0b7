with

current_rows as (

    select * from {{ ref('stg_pathway_kpis') }}
    where is_current and not is_outside_area

)

select
    agency,
    submission_id,
    quarter,
    kpi,
    indicator,
    better_when,
    target,
    month_1,
    month_2,
    month_3,
    quarter_value
from current_rows
