{#- Orders are never divided by notices. -#}
{%- set heard_in = quarter_of('heard_at') -%}

{{ measures(fact=ref('fct_dvpo'), lines=[
    line('dvpn_issued', amount='count(*)', where="notice_outcome = 'authorised'", area='police_area_code'),
    line('dvpo_applied', amount='count(*)', quarter=heard_in, area='police_area_code'),
    line('dvpo_granted', amount='count(*)', quarter=heard_in, where="order_outcome = 'granted'", area='police_area_code'),
    line('dvpo_granted_rate', numerator=count_where("order_outcome = 'granted'"), denominator='count(*)', quarter=heard_in,
        where="order_outcome in ('granted', 'refused', 'withdrawn')", area='police_area_code'),
    line('dvpo_heard_in_time_rate', numerator=count_where('is_heard_in_time'), denominator='count(*)',
        where="notice_outcome = 'authorised' and is_heard_in_time is not null", area='police_area_code'),
    line('dvpo_breach_rate', numerator=count_where('breached_on <= order_last_day'), denominator='count(*)',
        quarter=quarter_of('order_last_day'), where="order_outcome = 'granted'", area='police_area_code'),
    line('dvpo_support_offered_rate', numerator=count_where('idva_referred'), denominator='count(*)', quarter=heard_in,
        where="order_outcome = 'granted'", area='police_area_code'),
    line('dvpo_support_engaged_rate', numerator=count_where('idva_engaged'), denominator='count(*)', quarter=heard_in,
        where="order_outcome = 'granted'", area='police_area_code'),
]) }}
