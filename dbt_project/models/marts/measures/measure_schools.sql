{{ measures(fact=ref('fct_school_notification'), lines=[
    line('school_notifications', amount='count(*)', where='notified_on is not null', area='district_code'),
    line('school_notifications_within_one_day_rate',
        numerator=count_where('notified_on <= ' ~ plus_days('incident_on', var('school_notified_within_days'))),
        denominator='count(*)', area='district_code'),
]) }}
