-- Written by `make generate` from sources/contracts: edit those.
-- A return of the earlier layout does not say which columns it has: those with any value.
with

returns as (

    select * from {{ ref('int_returns') }}

),

bvpi225_checklist as (

    select
        returns.extract,
        returns.return_id,
        {{ names_of_filled({
            'item': 'landed.item',
            'question': 'landed.question',
            'in_place': 'landed.in_place',
        }) }} as columns_found
    from (
        select
            *,
            {{ landed_folder() }} as return_id
        from {{ landed('bvpi225_checklist') }}
    ) as landed
    inner join returns on landed.return_id = returns.return_id
    where returns.extract = 'bvpi225_checklist' and returns.columns_found is null
    group by returns.extract, returns.return_id

),

champions_register as (

    select
        returns.extract,
        returns.return_id,
        {{ names_of_filled({
            'champion': 'landed.champion',
            'agency_name': 'landed.agency_name',
            'setting': 'landed.setting',
            'district': 'landed.district',
            'trained_on': 'landed.trained_on',
            'left_on': 'landed.left_on',
        }) }} as columns_found
    from (
        select
            *,
            {{ landed_folder() }} as return_id
        from {{ landed('champions_register') }}
    ) as landed
    inner join returns on landed.return_id = returns.return_id
    where returns.extract = 'champions_register' and returns.columns_found is null
    group by returns.extract, returns.return_id

),

childrens_social_care as (

    select
        returns.extract,
        returns.return_id,
        {{ names_of_filled({
            'district': 'landed.district',
            'early_help': 'landed.early_help',
            'assessments': 'landed.assessments',
            'assessments_da': 'landed.assessments_da',
            'protection_plans': 'landed.protection_plans',
            'protection_plans_da': 'landed.protection_plans_da',
        }) }} as columns_found
    from (
        select
            *,
            {{ landed_folder() }} as return_id
        from {{ landed('childrens_social_care') }}
    ) as landed
    inner join returns on landed.return_id = returns.return_id
    where returns.extract = 'childrens_social_care' and returns.columns_found is null
    group by returns.extract, returns.return_id

),

colocated_posts as (

    select
        returns.extract,
        returns.return_id,
        {{ names_of_filled({
            'post': 'landed.post',
            'host': 'landed.host',
            'district': 'landed.district',
            'wte': 'landed.wte',
            'started_on': 'landed.started_on',
            'ended_on': 'landed.ended_on',
        }) }} as columns_found
    from (
        select
            *,
            {{ landed_folder() }} as return_id
        from {{ landed('colocated_posts') }}
    ) as landed
    inner join returns on landed.return_id = returns.return_id
    where returns.extract = 'colocated_posts' and returns.columns_found is null
    group by returns.extract, returns.return_id

),

court_support as (

    select
        returns.extract,
        returns.return_id,
        {{ names_of_filled({
            'case': 'landed.' ~ quoted('case'),
            'victim': 'landed.victim',
            'hearing_date': 'landed.hearing_date',
            'court': 'landed.court',
            'attended': 'landed.attended',
            'support_offered': 'landed.support_offered',
            'supported': 'landed.supported',
        }) }} as columns_found
    from (
        select
            *,
            {{ landed_folder() }} as return_id
        from {{ landed('court_support') }}
    ) as landed
    inner join returns on landed.return_id = returns.return_id
    where returns.extract = 'court_support' and returns.columns_found is null
    group by returns.extract, returns.return_id

),

da_incidents as (

    select
        returns.extract,
        returns.return_id,
        {{ names_of_filled({
            'occurrence': 'landed.occurrence',
            'recorded_on': 'landed.recorded_on',
            'district': 'landed.district',
            'crime': 'landed.crime',
            'victim': 'landed.victim',
            'victim_age': 'nullif(' ~ 'landed.victim_age' ~ ", 'unknown')",
            'victim_gender': 'landed.victim_gender',
            'ethnicity': 'landed.ethnicity',
            'ethnicity_officer': 'landed.ethnicity_officer',
            'honour_based': 'landed.honour_based',
            'stalking': 'landed.stalking',
            'coercive_control': 'landed.coercive_control',
            'risk': 'landed.risk',
        }) }} as columns_found
    from (
        select
            *,
            {{ landed_folder() }} as return_id
        from {{ landed('da_incidents') }}
    ) as landed
    inner join returns on landed.return_id = returns.return_id
    where returns.extract = 'da_incidents' and returns.columns_found is null
    group by returns.extract, returns.return_id

),

dhr_recommendations as (

    select
        returns.extract,
        returns.return_id,
        {{ names_of_filled({
            'review': 'landed.review',
            'number': 'landed.number',
            'theme': 'landed.theme',
            'owner': 'landed.owner',
            'made_on': 'landed.made_on',
            'due_on': 'landed.due_on',
            'completed_on': 'landed.completed_on',
            'learning': 'landed.learning',
        }) }} as columns_found
    from (
        select
            *,
            {{ landed_folder() }} as return_id
        from {{ landed('dhr_recommendations') }}
    ) as landed
    inner join returns on landed.return_id = returns.return_id
    where returns.extract = 'dhr_recommendations' and returns.columns_found is null
    group by returns.extract, returns.return_id

),

dhr_register as (

    select
        returns.extract,
        returns.return_id,
        {{ names_of_filled({
            'review': 'landed.review',
            'csp': 'landed.csp',
            'notified_on': 'landed.notified_on',
            'decision': 'landed.decision',
            'decided_on': 'landed.decided_on',
            'submitted_on': 'landed.submitted_on',
            'approved_on': 'landed.approved_on',
            'published_on': 'landed.published_on',
        }) }} as columns_found
    from (
        select
            *,
            {{ landed_folder() }} as return_id
        from {{ landed('dhr_register') }}
    ) as landed
    inner join returns on landed.return_id = returns.return_id
    where returns.extract = 'dhr_register' and returns.columns_found is null
    group by returns.extract, returns.return_id

),

dvpo_log as (

    select
        returns.extract,
        returns.return_id,
        {{ names_of_filled({
            'log': 'landed.log',
            'subject': 'landed.subject',
            'victim': 'landed.victim',
            'police_area': 'landed.police_area',
            'notice_served_at': 'landed.notice_served_at',
            'notice_outcome': 'landed.notice_outcome',
            'heard_at': 'landed.heard_at',
            'order_outcome': 'landed.order_outcome',
            'order_days': 'landed.order_days',
            'breached_on': 'landed.breached_on',
            'idva_referred': 'landed.idva_referred',
            'idva_engaged': 'landed.idva_engaged',
        }) }} as columns_found
    from (
        select
            *,
            {{ landed_folder() }} as return_id
        from {{ landed('dvpo_log') }}
    ) as landed
    inner join returns on landed.return_id = returns.return_id
    where returns.extract = 'dvpo_log' and returns.columns_found is null
    group by returns.extract, returns.return_id

),

education_sessions as (

    select
        returns.extract,
        returns.return_id,
        {{ names_of_filled({
            'partner': 'landed.partner',
            'school_urn': 'landed.school_urn',
            'school_name': 'landed.school_name',
            'phase': 'landed.phase',
            'district': 'landed.district',
            'session_date': 'landed.session_date',
            'topic': 'landed.topic',
            'year_group': 'landed.year_group',
            'pupils': 'landed.pupils',
            'rse_coordinated': 'landed.rse_coordinated',
        }) }} as columns_found
    from (
        select
            *,
            {{ landed_folder() }} as return_id
        from {{ landed('education_sessions') }}
    ) as landed
    inner join returns on landed.return_id = returns.return_id
    where returns.extract = 'education_sessions' and returns.columns_found is null
    group by returns.extract, returns.return_id

),

homelessness_local as (

    select
        returns.extract,
        returns.return_id,
        {{ names_of_filled({
            'duties_owed': 'landed.duties_owed',
            'da_main_reason': 'landed.da_main_reason',
            'da_support_need': 'landed.da_support_need',
            'da_temporary': 'landed.da_temporary',
        }) }} as columns_found
    from (
        select
            *,
            {{ landed_folder() }} as return_id
        from {{ landed('homelessness_local') }}
    ) as landed
    inner join returns on landed.return_id = returns.return_id
    where returns.extract = 'homelessness_local' and returns.columns_found is null
    group by returns.extract, returns.return_id

),

homelessness_published as (

    select
        returns.extract,
        returns.return_id,
        {{ names_of_filled({
            'district': 'landed.district',
            'duties_owed': 'landed.duties_owed',
            'da_main_reason': 'landed.da_main_reason',
            'da_alleged_perpetrator': 'landed.da_alleged_perpetrator',
            'da_support_need': 'landed.da_support_need',
        }) }} as columns_found
    from (
        select
            *,
            {{ landed_folder() }} as return_id
        from {{ landed('homelessness_published') }}
    ) as landed
    inner join returns on landed.return_id = returns.return_id
    where returns.extract = 'homelessness_published' and returns.columns_found is null
    group by returns.extract, returns.return_id

),

marac_attendance as (

    select
        returns.extract,
        returns.return_id,
        {{ names_of_filled({
            'marac': 'landed.marac',
            'meeting_date': 'landed.meeting_date',
            'marac_agency': 'landed.marac_agency',
            'attended': 'landed.attended',
        }) }} as columns_found
    from (
        select
            *,
            {{ landed_folder() }} as return_id
        from {{ landed('marac_attendance') }}
    ) as landed
    inner join returns on landed.return_id = returns.return_id
    where returns.extract = 'marac_attendance' and returns.columns_found is null
    group by returns.extract, returns.return_id

),

marac_cases as (

    select
        returns.extract,
        returns.return_id,
        {{ names_of_filled({
            'marac': 'landed.marac',
            'meeting_date': 'landed.meeting_date',
            'case': 'landed.' ~ quoted('case'),
            'victim': 'landed.victim',
            'referrer': 'landed.referrer',
            'repeat': 'landed.repeat',
            'children': 'landed.children',
            'age': 'nullif(' ~ 'landed.age' ~ ", 'unknown')",
            'gender': 'landed.gender',
            'ethnicity': 'landed.ethnicity',
            'disability': 'landed.disability',
            'sexual_orientation': 'landed.sexual_orientation',
        }) }} as columns_found
    from (
        select
            *,
            {{ landed_folder() }} as return_id
        from {{ landed('marac_cases') }}
    ) as landed
    inner join returns on landed.return_id = returns.return_id
    where returns.extract = 'marac_cases' and returns.columns_found is null
    group by returns.extract, returns.return_id

),

matac_cohort as (

    select
        returns.extract,
        returns.return_id,
        {{ names_of_filled({
            'nominal': 'landed.nominal',
            'police_area': 'landed.police_area',
            'nominated_by': 'landed.nominated_by',
            'nominated_on': 'landed.nominated_on',
            'score_method': 'landed.score_method',
            'entry_score': 'landed.entry_score',
            'latest_score': 'landed.latest_score',
            'discharged_on': 'landed.discharged_on',
        }) }} as columns_found
    from (
        select
            *,
            {{ landed_folder() }} as return_id
        from {{ landed('matac_cohort') }}
    ) as landed
    inner join returns on landed.return_id = returns.return_id
    where returns.extract = 'matac_cohort' and returns.columns_found is null
    group by returns.extract, returns.return_id

),

pathway_kpis as (

    select
        returns.extract,
        returns.return_id,
        {{ names_of_filled({
            'kpi': 'landed.kpi',
            'indicator': 'landed.indicator',
            'better_when': 'landed.better_when',
            'target': 'landed.target',
            'month_1': 'landed.month_1',
            'month_2': 'landed.month_2',
            'month_3': 'landed.month_3',
            'quarter_value': 'landed.quarter_value',
        }) }} as columns_found
    from (
        select
            *,
            {{ landed_folder() }} as return_id
        from {{ landed('pathway_kpis') }}
    ) as landed
    inner join returns on landed.return_id = returns.return_id
    where returns.extract = 'pathway_kpis' and returns.columns_found is null
    group by returns.extract, returns.return_id

),

pathway_referrals as (

    select
        returns.extract,
        returns.return_id,
        {{ names_of_filled({
            'client': 'landed.client',
            'referred_on': 'landed.referred_on',
            'source': 'landed.source',
            'service': 'landed.service',
            'district': 'landed.district',
            'age': 'nullif(' ~ 'landed.age' ~ ", 'unknown')",
            'gender': 'landed.gender',
            'ethnicity': 'landed.ethnicity',
            'outcome': 'landed.outcome',
            'declined_reason': 'landed.declined_reason',
            'first_contact_on': 'landed.first_contact_on',
        }) }} as columns_found
    from (
        select
            *,
            {{ landed_folder() }} as return_id
        from {{ landed('pathway_referrals') }}
    ) as landed
    inner join returns on landed.return_id = returns.return_id
    where returns.extract = 'pathway_referrals' and returns.columns_found is null
    group by returns.extract, returns.return_id

),

perpetrator_programmes as (

    select
        returns.extract,
        returns.return_id,
        {{ names_of_filled({
            'requirement': 'landed.requirement',
            'person': 'landed.person',
            'programme': 'landed.programme',
            'provider': 'landed.provider',
            'district': 'landed.district',
            'referred_on': 'landed.referred_on',
            'suitable': 'landed.suitable',
            'expected_start': 'landed.expected_start',
            'started_on': 'landed.started_on',
            'ended_on': 'landed.ended_on',
            'outcome': 'landed.outcome',
        }) }} as columns_found
    from (
        select
            *,
            {{ landed_folder() }} as return_id
        from {{ landed('perpetrator_programmes') }}
    ) as landed
    inner join returns on landed.return_id = returns.return_id
    where returns.extract = 'perpetrator_programmes' and returns.columns_found is null
    group by returns.extract, returns.return_id

),

plan_progress as (

    select
        returns.extract,
        returns.return_id,
        {{ names_of_filled({
            'activity': 'landed.activity',
            'status': 'landed.status',
            'due_on': 'landed.due_on',
            'completed_on': 'landed.completed_on',
            'summary': 'landed.summary',
        }) }} as columns_found
    from (
        select
            *,
            {{ landed_folder() }} as return_id
        from {{ landed('plan_progress') }}
    ) as landed
    inner join returns on landed.return_id = returns.return_id
    where returns.extract = 'plan_progress' and returns.columns_found is null
    group by returns.extract, returns.return_id

),

recovery_provision as (

    select
        returns.extract,
        returns.return_id,
        {{ names_of_filled({
            'provider': 'landed.provider',
            'programme': 'landed.programme',
            'kind': 'landed.kind',
            'audience': 'landed.audience',
            'district': 'landed.district',
            'open': 'landed.open',
            'places': 'landed.places',
            'starters': 'landed.starters',
            'completers': 'landed.completers',
        }) }} as columns_found
    from (
        select
            *,
            {{ landed_folder() }} as return_id
        from {{ landed('recovery_provision') }}
    ) as landed
    inner join returns on landed.return_id = returns.return_id
    where returns.extract = 'recovery_provision' and returns.columns_found is null
    group by returns.extract, returns.return_id

),

sanctuary_cases as (

    select
        returns.extract,
        returns.return_id,
        {{ names_of_filled({
            'case': 'landed.' ~ quoted('case'),
            'referred_on': 'landed.referred_on',
            'tenure': 'landed.tenure',
            'completed_on': 'landed.completed_on',
            'reviewed_on': 'landed.reviewed_on',
            'remained': 'landed.remained',
        }) }} as columns_found
    from (
        select
            *,
            {{ landed_folder() }} as return_id
        from {{ landed('sanctuary_cases') }}
    ) as landed
    inner join returns on landed.return_id = returns.return_id
    where returns.extract = 'sanctuary_cases' and returns.columns_found is null
    group by returns.extract, returns.return_id

),

school_notifications as (

    select
        returns.extract,
        returns.return_id,
        {{ names_of_filled({
            'incident': 'landed.incident',
            'child': 'landed.child',
            'incident_on': 'landed.incident_on',
            'notified_on': 'landed.notified_on',
            'school_urn': 'landed.school_urn',
            'district': 'landed.district',
        }) }} as columns_found
    from (
        select
            *,
            {{ landed_folder() }} as return_id
        from {{ landed('school_notifications') }}
    ) as landed
    inner join returns on landed.return_id = returns.return_id
    where returns.extract = 'school_notifications' and returns.columns_found is null
    group by returns.extract, returns.return_id

),

training_attendance as (

    select
        returns.extract,
        returns.return_id,
        {{ names_of_filled({
            'course': 'landed.course',
            'event_date': 'landed.event_date',
            'district': 'landed.district',
            'delegate': 'landed.delegate',
            'agency_name': 'landed.agency_name',
            'sector': 'landed.sector',
            'attendance': 'landed.attendance',
        }) }} as columns_found
    from (
        select
            *,
            {{ landed_folder() }} as return_id
        from {{ landed('training_attendance') }}
    ) as landed
    inner join returns on landed.return_id = returns.return_id
    where returns.extract = 'training_attendance' and returns.columns_found is null
    group by returns.extract, returns.return_id

),

stated as (

    select
        extract,
        return_id,
        columns_found
    from returns
    where columns_found is not null

)

select * from stated
union all
select * from bvpi225_checklist
union all
select * from champions_register
union all
select * from childrens_social_care
union all
select * from colocated_posts
union all
select * from court_support
union all
select * from da_incidents
union all
select * from dhr_recommendations
union all
select * from dhr_register
union all
select * from dvpo_log
union all
select * from education_sessions
union all
select * from homelessness_local
union all
select * from homelessness_published
union all
select * from marac_attendance
union all
select * from marac_cases
union all
select * from matac_cohort
union all
select * from pathway_kpis
union all
select * from pathway_referrals
union all
select * from perpetrator_programmes
union all
select * from plan_progress
union all
select * from recovery_provision
union all
select * from sanctuary_cases
union all
select * from school_notifications
union all
select * from training_attendance
