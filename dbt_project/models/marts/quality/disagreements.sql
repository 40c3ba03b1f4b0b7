{#- A question about single rows: its code, the extract it is about, which of its rows, and what to say. -#}
{%- set questions = [
    ('order_length', 'dvpo_log', "order_days not between 14 and 28",
        "'An order lasts 14 to 28 days; this one is recorded as ' || order_days || '.'"),
    ('order_without_hearing', 'dvpo_log', "order_outcome = 'granted' and heard_at is null",
        "'An order is recorded as granted, without a hearing.'"),
    ('order_without_notice', 'dvpo_log', "order_outcome = 'granted' and notice_outcome = 'refused'",
        "'An order is recorded as granted although the notice was not authorised.'"),
    ('breach_without_order', 'dvpo_log', "breached_on is not null and order_outcome is distinct from 'granted'",
        "'A breach is recorded, without an order that was granted.'"),
    ('engaged_without_referral', 'dvpo_log', "idva_engaged and not idva_referred",
        "'The victim is recorded as engaged with an IDVA without having been referred.'"),
    ('started_before_referred', 'perpetrator_programmes', "started_on < referred_on",
        "'The start lies ' || (referred_on - started_on) || ' days before the referral.'"),
    ('ended_without_outcome', 'perpetrator_programmes', "ended_on is not null and outcome is null",
        "'An end is recorded, without an outcome.'"),
    ('completed_before_referred', 'sanctuary_cases', "completed_on < referred_on",
        "'The works were completed ' || (referred_on - completed_on) || ' days before the referral.'"),
    ('contact_before_referral', 'pathway_referrals', "first_contact_on < referred_on",
        "'The first contact lies ' || (referred_on - first_contact_on) || ' days before the referral.'"),
    ('part_above_whole', 'childrens_social_care', "assessments_da > assessments",
        "'More assessments with domestic abuse (' || assessments_da || ') than assessments (' || assessments || ').'"),
    ('part_above_whole', 'childrens_social_care', "protection_plans_da > protection_plans",
        "'More protection plans with domestic abuse (' || protection_plans_da || ') than plans (' || protection_plans || ').'"),
    ('part_above_whole', 'homelessness_local', "da_main_reason > duties_owed",
        "'More households owed a duty because of domestic abuse (' || da_main_reason || ') than in all (' || duties_owed || ').'"),
    ('published_without_review', 'dhr_register', "published_on is not null and decision is distinct from 'review'",
        "'A review is recorded as published, without a decision to review.'"),
    ('complete_without_date', 'plan_progress', "status = 'complete' and completed_on is null",
        "'Activity ' || activity || ' is complete, without a date.'"),
    ('date_without_complete', 'plan_progress', "status <> 'complete' and completed_on is not null",
        "'Activity ' || activity || ' has a date of completion and is not complete.'"),
] -%}
{%- set published_figures = [
    ('duties_owed', 'Households owed a duty'),
    ('da_main_reason', 'Households owed a duty because of domestic abuse'),
    ('da_support_need', 'Households with a domestic abuse support need'),
] -%}
with

marac_cases as (

    select * from {{ ref('stg_marac_cases') }}
    where is_current

),

-- Within twelve months of an earlier case a victim's case is a repeat (SafeLives).
heard_before as (

    select
        later.submission_id,
        later.sheet,
        later.row_number,
        min(later.meeting_date - earlier.meeting_date) as days
    from marac_cases as later
    inner join marac_cases as earlier
        on
            later.agency = earlier.agency
            and later.victim = earlier.victim
            and later.meeting_date > earlier.meeting_date
            and later.meeting_date <= earlier.meeting_date + interval '12 months'
    where not later.is_repeat
    group by later.submission_id, later.sheet, later.row_number

),

repeats as (

    select
        'repeat_not_marked' as code,
        'marac_cases' as extract,
        marac_cases.agency,
        marac_cases.submission_id,
        marac_cases.quarter,
        marac_cases.sheet,
        marac_cases.row_number,
        'Marked as not a repeat, although the victim''s case was heard '
        || heard_before.days || ' days before.' as message
    from heard_before
    inner join marac_cases
        on
            heard_before.submission_id = marac_cases.submission_id
            and heard_before.sheet = marac_cases.sheet
            and heard_before.row_number = marac_cases.row_number

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
    where is_current

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

areas as (

    select * from {{ ref('areas') }}

),

-- Only quarters for which both lists have come can disagree.
meetings_apart as (

    select
        'meeting_without_attendance' as code,
        'marac_attendance' as extract,
        meetings.agency,
        attendance_returns.submission_id,
        meetings.quarter,
        meetings.police_area_code,
        meetings.meeting_date,
        'Cases were heard, and no attendance is recorded' as what
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
        attended_meetings.police_area_code,
        attended_meetings.meeting_date,
        'Attendance is recorded, and no case was heard' as what
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

meetings_compared as (

    select
        meetings_apart.code,
        meetings_apart.extract,
        meetings_apart.agency,
        meetings_apart.submission_id,
        meetings_apart.quarter,
        cast(null as integer) as sheet,
        cast(null as bigint) as row_number,
        meetings_apart.what || ': ' || coalesce(areas.area_name, meetings_apart.police_area_code) || ', '
        || {{ day_in_words('meetings_apart.meeting_date') }} || '.' as message
    from meetings_apart
    left join areas on meetings_apart.police_area_code = areas.area_code

),

homelessness as (

    select * from {{ ref('fct_homelessness') }}

),

published_compared as (

    {%- for figure, what in published_figures %}
        select
            'published_differs' as code,
            'homelessness_local' as extract,
            own.agency,
            own.submission_id,
            own.quarter,
            cast(null as integer) as sheet,
            cast(null as bigint) as row_number,
            '{{ what }}: ' || own.{{ figure }} || ' in the district''s return, '
            || published.{{ figure }} || ' as published.' as message
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

{%- for code, extract, condition, message in questions %}

    question_{{ loop.index }} as (

        select
            '{{ code }}' as code,
            '{{ extract }}' as extract,
            agency,
            submission_id,
            quarter,
            sheet,
            row_number,
            {{ message }} as message
        from {{ ref('stg_' ~ extract) }}
        where is_current and {{ condition }}

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
