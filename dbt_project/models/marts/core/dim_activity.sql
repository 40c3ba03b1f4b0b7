select
    activities.activity_id,
    activities.plan,
    plans.title as plan_title,
    plans.is_historic,
    plans.area_code,
    activities.aim,
    activities.area_of_work,
    activities.short_title,
    activities.activity,
    activities.lead,
    activities.evidence,
    activities.milestone,
    activities.due_on,
    activities.target_kind,
    activities.target,
    activities.position
from {{ ref('activities') }} as activities
left join {{ ref('plans') }} as plans on activities.plan = plans.plan
