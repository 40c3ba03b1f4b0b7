with

-- Returns and days alone forbid some comparisons, and of some rows nothing is claimed whatever was counted.
rows_of_plans as (

    select
        progress.*,
        case
            when progress.outcome like 'target%' then true
            when progress.comparison in ('not_complete', 'starts_too_early', 'no_year_before', 'definition_changed')
                then false
            when progress.comparison = 'compared' then progress.is_tested or measures.plan_wants is not null
            else true
        end as follows_from_figures
    from {{ ref('progress') }} as progress
    inner join {{ ref('dim_measure') }} as measures on progress.measure_id = measures.measure_id
    where progress.is_plan_area

),

outcomes as (

    select
        activity_id,
        quarter,
        bool_or(outcome in ('worse', 'target_missed', 'wanted_not_met')) as has_worse,
        bool_or(outcome in ('better', 'target_met', 'wanted_met')) as has_better,
        bool_or(outcome = 'changed') as has_changed,
        bool_or(outcome in ('no_significant_change', 'target_near', 'target_so_far')) as has_no_change,
        bool_or(outcome = 'too_few') as has_too_few,
        bool_or(outcome in ('not_comparable', 'target_undetermined', 'target_start_unknown')) as has_not_comparable,
        {{ joined('rests_on', ';', 'measure_id, period_type, area_code', where='follows_from_figures') }} as rests_on
    from rows_of_plans
    group by activity_id, quarter

)

select
    delivery.activity_id,
    delivery.quarter,
    delivery.delivery,
    delivery.delivery_rule,
    delivery.plan_due_on,
    delivery.lead_due_on,
    delivery.completed_on,
    delivery.days_late,
    delivery.lead_status,
    delivery.lead_quarter,
    delivery.lead_summary,
    case
        when outcomes.activity_id is null then 'none'
        when outcomes.has_worse and outcomes.has_better then 'mixed'
        when outcomes.has_worse then 'worse'
        when outcomes.has_better then 'better'
        when outcomes.has_changed then 'changed'
        when outcomes.has_no_change then 'no_significant_change'
        when outcomes.has_too_few then 'too_few'
        when outcomes.has_not_comparable then 'not_comparable'
        else 'not_tested'
    end as activity_outcome,
    coalesce(outcomes.rests_on, '') as rests_on
from {{ ref('int_delivery') }} as delivery
left join outcomes
    on
        delivery.activity_id = outcomes.activity_id
        and delivery.quarter = outcomes.quarter
