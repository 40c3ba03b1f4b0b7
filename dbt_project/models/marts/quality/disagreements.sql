{#- A question about single rows: its code, the extract it is about, which of its rows, and what disagrees. -#}
{%- set questions = [
    ('order_length', 'dvpo_log', 'order_days not between 14 and 28', {'days': 'order_days'}),
    ('order_without_hearing', 'dvpo_log', "order_outcome = 'granted' and heard_at is null", {}),
    ('order_without_notice', 'dvpo_log', "order_outcome = 'granted' and notice_outcome = 'refused'", {}),
    ('breach_without_order', 'dvpo_log', "breached_on is not null and order_outcome is distinct from 'granted'", {}),
    ('engaged_without_referral', 'dvpo_log', "idva_engaged and not idva_referred", {}),
    ('started_before_referred', 'perpetrator_programmes', "started_on < referred_on",
        {'days': days_between('started_on', 'referred_on')}),
    ('ended_without_outcome', 'perpetrator_programmes', "ended_on is not null and outcome is null", {}),
    ('completed_before_referred', 'sanctuary_cases', "completed_on < referred_on",
        {'days': days_between('completed_on', 'referred_on')}),
    ('contact_before_referral', 'pathway_referrals', "first_contact_on < referred_on",
        {'days': days_between('first_contact_on', 'referred_on')}),
    ('part_above_whole', 'childrens_social_care', "assessments_da > assessments",
        {'figure': 'assessments_da', 'compared': 'assessments'}),
    ('part_above_whole', 'childrens_social_care', "protection_plans_da > protection_plans",
        {'figure': 'protection_plans_da', 'compared': 'protection_plans'}),
    ('part_above_whole', 'homelessness_local', "da_main_reason > duties_owed",
        {'figure': 'da_main_reason', 'compared': 'duties_owed'}),
    ('published_without_review', 'dhr_register', "published_on is not null and decision is distinct from 'review'", {}),
    ('complete_without_date', 'plan_progress', "status = 'complete' and completed_on is null",
        {'activity': 'activity'}),
    ('date_without_complete', 'plan_progress', "status <> 'complete' and completed_on is not null",
        {'activity': 'activity'}),
] -%}
{%- set published_figures = ['duties_owed', 'da_main_reason', 'da_support_need'] -%}
with

marac_cases as (

    select * from {{ ref('stg_marac_cases') }}
    where is_current and not is_outside_area

),

-- Within twelve months of an earlier case a victim's case is a repeat (SafeLives): the newest of the earlier cases.
repeats as (

    select
        'repeat_not_marked' as code,
        'marac_cases' as extract,
        agency,
        submission_id,
        quarter,
        sheet,
        row_number,
        {{ what_disagrees({'days': days_between('earlier_date', 'meeting_date')}) }},
        earlier_submission_id as compared_submission_id
    from (
        select
            later.*,
            earlier.meeting_date as earlier_date,
            earlier.submission_id as earlier_submission_id,
            row_number() over (
                partition by later.submission_id, later.sheet, later.row_number
                order by earlier.meeting_date desc, earlier.submission_id asc nulls last
            ) as place
        from marac_cases as later
        inner join marac_cases as earlier
            on
                later.agency = earlier.agency
                and later.victim = earlier.victim
                and later.meeting_date > earlier.meeting_date
                and later.meeting_date <= {{ plus_months('earlier.meeting_date', 12) }}
        where not later.is_repeat
    ) as compared
    where place = 1

),

meetings as (

    select distinct
        agency,
        submission_id,
        quarter,
        police_area_code,
        meeting_date
    from marac_cases

),

attended_meetings as (

    select distinct
        agency,
        submission_id,
        quarter,
        police_area_code,
        meeting_date
    from {{ ref('stg_marac_attendance') }}
    where is_current and not is_outside_area

),

case_returns as (

    select distinct
        agency,
        submission_id,
        quarter
    from meetings

),

attendance_returns as (

    select distinct
        agency,
        submission_id,
        quarter
    from attended_meetings

),

-- Only quarters for which both lists have come can disagree.
meetings_compared as (

    select
        'meeting_without_attendance' as code,
        'marac_attendance' as extract,
        meetings.agency,
        attendance_returns.submission_id,
        meetings.quarter,
        cast(null as integer) as sheet,
        cast(null as bigint) as row_number,
        {{ what_disagrees({'area_code': 'meetings.police_area_code', 'day': 'meetings.meeting_date'}) }},
        meetings.submission_id as compared_submission_id
    from meetings
    inner join attendance_returns
        on meetings.agency = attendance_returns.agency and meetings.quarter = attendance_returns.quarter
    left join attended_meetings
        on
            meetings.agency = attended_meetings.agency
            and meetings.police_area_code = attended_meetings.police_area_code
            and meetings.meeting_date = attended_meetings.meeting_date
    where attended_meetings.agency is null

    union all

    select
        'attendance_without_cases' as code,
        'marac_cases' as extract,
        attended_meetings.agency,
        case_returns.submission_id,
        attended_meetings.quarter,
        cast(null as integer) as sheet,
        cast(null as bigint) as row_number,
        {{ what_disagrees({
            'area_code': 'attended_meetings.police_area_code', 'day': 'attended_meetings.meeting_date'
        }) }},
        attended_meetings.submission_id as compared_submission_id
    from attended_meetings
    inner join case_returns
        on
            attended_meetings.agency = case_returns.agency
            and attended_meetings.quarter = case_returns.quarter
    left join meetings
        on
            attended_meetings.agency = meetings.agency
            and attended_meetings.police_area_code = meetings.police_area_code
            and attended_meetings.meeting_date = meetings.meeting_date
    where meetings.agency is null

),

homelessness as (

    select * from {{ ref('fct_homelessness') }}

),

published_compared as (

    {%- for figure in published_figures %}
        select
            'published_differs' as code,
            'homelessness_local' as extract,
            own.agency,
            own.submission_id,
            own.quarter,
            cast(null as integer) as sheet,
            cast(null as bigint) as row_number,
            {{ what_disagrees({'figure': 'own.' ~ figure, 'compared': 'published.' ~ figure}) }},
            published.submission_id as compared_submission_id
        from homelessness as own
        inner join homelessness as published
            on own.district_code = published.district_code and own.quarter = published.quarter
        where
            own.source = 'local'
            and published.source = 'published'
            and own.{{ figure }} <> published.{{ figure }}
        {%- if not loop.last %}

            union all
        {%- endif %}
    {%- endfor %}

),

{%- for code, extract, condition, details in questions %}

    question_{{ loop.index }} as (

        select
            '{{ code }}' as code,
            '{{ extract }}' as extract,
            agency,
            submission_id,
            quarter,
            sheet,
            row_number,
            {{ what_disagrees(details) }},
            cast(null as string) as compared_submission_id
        from {{ ref('stg_' ~ extract) }}
        where is_current and not is_outside_area and {{ condition }}

    ),
{%- endfor %}

every_question as (

    select * from repeats

    union all

    select * from meetings_compared

    union all

    select * from published_compared
    {%- for question in questions %}

        union all

        select * from question_{{ loop.index }}
    {%- endfor %}

)

select * from every_question
