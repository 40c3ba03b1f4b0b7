{{ measures(fact=ref('fct_incident'), lines=[
    line('incidents_recorded', amount='count(*)', area='district_code', by=['crime', 'risk']),
    line('incidents_repeat', amount='count(*)', where='is_repeat_victim', area='district_code'),
    line('incidents_repeat_victim_rate', numerator=count_where('is_repeat_victim'), denominator='count(*)',
        where='victim is not null', area='district_code'),
    line('honour_based_incidents', amount='count(*)', where='honour_based'),
]) }}
