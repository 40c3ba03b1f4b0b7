with

served as (

    select
        measure_id,
        {{ joined('activity_id', ';', 'position') }} as activities
    from {{ ref('activity_measures') }}
    group by measure_id

),

targets as (

    select * from {{ ref('targets') }}

),

definitions as (

    select
        measure_id,
        max(version) as version
    from {{ ref('definition_changes') }}
    group by measure_id

)

select
    measures.measure_id,
    measures.topic,
    topics.title as topic_title,
    measures.name,
    measures.definition,
    coalesce(definitions.version, 1) as definition_version,
    measures.kind,
    measures.is_stock,
    measures.unit,
    measures.polarity,
    measures.areas,
    measures.breakdowns,
    measures.extracts,
    served.activities,
    measures.sensitive,
    measures.is_sum,
    measures.tested,
    measures.look_back_days,
    measures.default_window,
    measures.plan_wants,
    measures.plan_words,
    targets.target_kind,
    targets.activity_id as target_activity,
    targets.area_code as target_area,
    targets.target_value,
    targets.target_window,
    targets.baseline_year as target_baseline_year,
    measures.part_of,
    measures.caveats,
    cast(row_number() over (order by topics.position nulls last, measures.position nulls last) as integer) as position
from {{ ref('measures') }} as measures
left join {{ ref('topics') }} as topics on measures.topic = topics.topic
left join served on measures.measure_id = served.measure_id
left join targets on measures.measure_id = targets.measure_id
left join definitions on measures.measure_id = definitions.measure_id
