{#- A blank or unrecognised district is one district of its own. -#}
{%- set event = "concat_ws('|', course, cast(event_date as string), coalesce(nullif(district_code, 'unrecognised'), 'unknown'))" -%}

{{ measures(fact=ref('fct_training_attendance'), lines=[
    line('training_professionals_trained', distinct_key='delegate', where="attendance = 'attended'", area='district_code',
        by=['course', 'sector']),
    line('training_places_attended', amount='count(*)', where="attendance = 'attended'", area='district_code',
        by=['course', 'sector']),
    line('training_agencies_reached', distinct_key=folded('agency_name'), where="attendance = 'attended'", by=['course']),
    line('training_events_held', distinct_key=event, where="attendance = 'attended'", area='district_code',
        by=['course']),
    line('training_attendance_rate', numerator=count_where("attendance = 'attended'"), denominator='count(*)',
        where="attendance in ('attended', 'did_not_attend')", area='district_code', by=['course']),
    line('training_witness_service_trained', distinct_key='delegate',
        where="attendance = 'attended' and sector = 'witness_service'"),
    line('training_new_modules_delivered', distinct_key='course',
        where="attendance = 'attended' and course in ('coercive_control', 'stalking_harassment', 'honour_based_abuse')"),
]) }}
