{#- Counts actual starts, not planned ones. -#}
{%- set started_in, ended_in = quarter_of('started_on'), quarter_of('ended_on') -%}
{%- set ended_after_start = "started_on is not null and outcome in ('completed', 'not_completed', 'revoked')" -%}
{%- set left_waiting_list = ['started_on', 'ended_on'] -%}

{{ measures(fact=ref('fct_perpetrator_programme'), lines=[
    line('prp_referrals', amount='count(*)', where="programme = 'prp'"),
    line('prp_starters', amount='count(*)', quarter=started_in, where="programme = 'prp'"),
    line('prp_completions', amount='count(*)', quarter=ended_in, where="programme = 'prp' and outcome = 'completed'"),
    line('prp_completion_rate', numerator=count_where("outcome = 'completed'"), denominator='count(*)', quarter=ended_in,
        where="programme = 'prp' and " ~ ended_after_start),
    line('prp_not_started', amount='count(*)', quarter=ended_in, where="programme = 'prp' and started_on is null"),
    line('bbr_requirements', amount='count(*)', where="programme = 'bbr'", by=['provider']),
    line('bbr_suitable_rate', numerator=count_where("suitable = 'yes'"), denominator='count(*)',
        where="programme = 'bbr' and suitable in ('yes', 'no')"),
    line('bbr_starters', amount='count(*)', quarter=started_in, where="programme = 'bbr'"),
    line('bbr_waiting_days', duration=days_between('referred_on', 'started_on'), quarter=started_in,
        where="programme = 'bbr' and started_on is not null"),
    line('bbr_waiting', amount='count(*)', where="programme = 'bbr'",
        open_from='referred_on', open_until=left_waiting_list),
    line('bbr_waiting_over_26_weeks', amount='count(*)',
        where="programme = 'bbr' and " ~ days_between('referred_on', 'open_on') ~ ' > ' ~ var('long_wait_days'),
        open_from='referred_on', open_until=left_waiting_list),
    line('bbr_waiting_days_so_far', duration=days_between('referred_on', 'open_on'), where="programme = 'bbr'",
        open_from='referred_on', open_until=left_waiting_list),
    line('bbr_completion_rate', numerator=count_where("outcome = 'completed'"), denominator='count(*)', quarter=ended_in,
        where="programme = 'bbr' and " ~ ended_after_start),
    line('bbr_not_started', amount='count(*)', quarter=ended_in, where="programme = 'bbr' and started_on is null"),
]) }}
