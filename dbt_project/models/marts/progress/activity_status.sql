with

progress as (

    select * from {{ ref('progress') }}

),

milestones as (

    select * from {{ ref('int_milestones_rated') }}

),

-- Milestones and targets decide. An activity that has neither is awaiting where all that it shows is.
items as (

    select
        *,
        measure_id = 'milestone' or target_kind is not null as decides,
        case rating
            when 'off track' then 1
            when 'at risk' then 2
            when 'awaiting' then 3
            when 'on track' then 4
            else 5
        end as severity
    from progress

),

ordered as (

    select
        *,
        row_number() over (
            partition by activity_id, quarter
            order by severity, case when measure_id = 'milestone' then 0 else 1 end, measure_id
        ) as place
    from items
    where decides

),

decided as (

    select
        activity_id,
        quarter,
        max(case when place = 1 then rating end) as status,
        max(case when place = 1 then rule end) as rule,
        max(case when place = 1 then measure_id end) as decided_by,
        string_agg(rests_on, ';' order by rests_on) filter (where rests_on <> '') as rests_on
    from ordered
    group by activity_id, quarter

),

undecided as (

    select
        activity_id,
        quarter,
        bool_and(rating = 'awaiting') as is_awaiting,
        string_agg(rests_on, ';' order by rests_on) as rests_on
    from items
    where is_plan_area
    group by activity_id, quarter
    having not bool_or(decides)

)

select
    milestones.activity_id,
    milestones.quarter,
    case
        when decided.status is not null then decided.status
        when undecided.is_awaiting then 'awaiting'
        else 'not rated'
    end as status,
    case
        when decided.status is not null then decided.rule
        when undecided.is_awaiting then 'awaiting'
        else 'neither_date_nor_target'
    end as rule,
    decided.decided_by,
    case when milestones.milestone is not null then milestones.milestone_status end as milestone_status,
    milestones.due_on,
    milestones.revised_due_on,
    milestones.completed_on,
    milestones.lead_status,
    milestones.lead_summary,
    milestones.lead_quarter,
    coalesce(
        case when decided.status is not null then decided.rests_on else undecided.rests_on end, ''
    ) as rests_on
from milestones
left join decided
    on
        milestones.activity_id = decided.activity_id
        and milestones.quarter = decided.quarter
left join undecided
    on
        milestones.activity_id = undecided.activity_id
        and milestones.quarter = undecided.quarter
