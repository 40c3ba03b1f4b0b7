with

activity as (

    select * from {{ ref('fct_childrens_social_care') }}

),

-- A figure that is not known leaves both sides of its ratio.
assessments as (

    select
        *,
        assessments is not null and assessments_da is not null as is_known
    from activity
    where
        assessments_marker is distinct from 'not_applicable'
        and assessments_da_marker is distinct from 'not_applicable'

),

early_work as (

    select
        *,
        early_help is not null and protection_plans_da is not null as is_known
    from activity
    where
        early_help_marker is distinct from 'not_applicable'
        and protection_plans_da_marker is distinct from 'not_applicable'

),

lines as (

    select
        'csc_assessments_da_rate' as measure_id,
        quarter,
        district_code as area_code,
        case when is_known then assessments_da end as numerator,
        case when is_known then assessments end as denominator,
        not is_known as is_unknown
    from assessments

    union all by name

    select
        'csc_early_work_rate' as measure_id,
        quarter,
        district_code as area_code,
        case when is_known then early_help end as numerator,
        early_help + protection_plans_da as denominator,
        not is_known as is_unknown
    from early_work

)

select * from ({{ measure_cells('lines') }}) as cells
