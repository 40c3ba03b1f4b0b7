with

current_rows as (

    select * from {{ ref('stg_childrens_social_care') }}
    where is_current and not is_outside_area

)

select
    agency,
    submission_id,
    quarter,
    district_code,
    early_help,
    early_help_marker,
    assessments,
    assessments_marker,
    assessments_da,
    assessments_da_marker,
    protection_plans,
    protection_plans_marker,
    protection_plans_da,
    protection_plans_da_marker
from current_rows
