with

-- A figure that is not known leaves both sides of its ratio.
activity as (

    select
        quarter,
        district_code,
        assessments,
        assessments_da,
        early_help,
        early_help_marker,
        protection_plans,
        protection_plans_da,
        coalesce(assessments_marker, '') <> 'not_applicable'
        and coalesce(assessments_da_marker, '') <> 'not_applicable' as assesses,
        coalesce(early_help_marker, '') <> 'not_applicable'
        and coalesce(protection_plans_da_marker, '') <> 'not_applicable' as helps,
        coalesce(protection_plans_marker, '') <> 'not_applicable'
        and coalesce(protection_plans_da_marker, '') <> 'not_applicable' as protects,
        assessments is null or assessments_da is null as is_assessment_unknown,
        early_help is null or protection_plans_da is null as is_help_unknown,
        protection_plans is null or protection_plans_da is null as is_protection_unknown
    from {{ ref('fct_childrens_social_care') }}

)

select * from ({{ measures(fact='activity', lines=[
    line('csc_assessments_da_rate',
        numerator='sum(case when not is_assessment_unknown then assessments_da end)',
        denominator='sum(case when not is_assessment_unknown then assessments end)',
        where='assesses', area='district_code', is_unknown='is_assessment_unknown'),
    line('csc_early_help', amount='sum(early_help)', where="early_help_marker is distinct from 'not_applicable'",
        area='district_code', is_unknown='early_help is null'),
    line('csc_early_work_rate',
        numerator='sum(case when not is_help_unknown then early_help end)',
        denominator='sum(early_help + protection_plans_da)',
        where='helps', area='district_code', is_unknown='is_help_unknown'),
    line('csc_protection_plans_da_rate',
        numerator='sum(case when not is_protection_unknown then protection_plans_da end)',
        denominator='sum(case when not is_protection_unknown then protection_plans end)',
        where='protects', area='district_code', is_unknown='is_protection_unknown'),
]) }}) as figures
