{#- An expected start is not a start. -#}
{%- set started_in, ended_in = quarter_of('started_on'), quarter_of('ended_on') -%}

{{ measures(fact=ref('fct_perpetrator_programme'), lines=[
    line('prp_referrals', amount='count(*)', where="programme = 'prp'"),
    line('prp_starters', amount='count(*)', quarter=started_in, where="programme = 'prp'"),
    line('prp_completions', amount='count(*)', quarter=ended_in, where="programme = 'prp' and outcome = 'completed'"),
    line('prp_completion_rate', numerator="count_if(outcome = 'completed')", denominator='count(*)', quarter=ended_in,
        where="programme = 'prp' and outcome in ('completed', 'not_completed')"),
    line('bbr_requirements', amount='count(*)', where="programme = 'bbr'", by=['provider']),
    line('bbr_suitable_rate', numerator="count_if(suitable = 'yes')", denominator='count(*)',
        where="programme = 'bbr' and suitable in ('yes', 'no')"),
    line('bbr_starters', amount='count(*)', quarter=started_in, where="programme = 'bbr'"),
    line('bbr_waiting_days', duration='started_on - referred_on', quarter=started_in,
        where="programme = 'bbr' and started_on is not null"),
    line('bbr_waiting', amount='count(*)', where="programme = 'bbr'",
        open_from='referred_on', open_until=['started_on', 'ended_on']),
    line('bbr_completion_rate', numerator="count_if(outcome = 'completed')", denominator='count(*)', quarter=ended_in,
        where="programme = 'bbr' and outcome in ('completed', 'not_completed')"),
]) }}
