{{ measures(fact=ref('fct_colocated_post'), lines=[
    line('colocated_wte', amount=exact_sum('wte'), open_from='started_on', open_until=['ended_on'],
        area='district_code', by=['host']),
]) }}
