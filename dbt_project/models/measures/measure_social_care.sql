with

activity as (

    select * from {{ ref('fct_childrens_social_care') }}

),

lines as (

    select
        'csc_assessments_da_rate' as measure_id,
        quarter,
        district_code as area_code,
        case when assessments_da is not null and assessments is not null then assessments_da end as numerator,
        case when assessments_da is not null and assessments is not null then assessments end as denominator,
        not (assessments_da is not null and assessments is not null) as is_unknown
    from activity
    where
        assessments_da_marker is distinct from 'not_applicable'
        and assessments_marker is distinct from 'not_applicable'

    union all by name

    select
        'csc_early_work_rate' as measure_id,
        quarter,
        district_code as area_code,
        case when early_help is not null and protection_plans_da is not null then early_help end as numerator,
        case when early_help is not null and protection_plans_da is not null then early_help + protection_plans_da end as denominator,
        not (early_help is not null and protection_plans_da is not null) as is_unknown
    from activity
    where
        early_help_marker is distinct from 'not_applicable'
        and protection_plans_da_marker is distinct from 'not_applicable'

)

select * from ({{ measure_cells('lines') }}) as cells
