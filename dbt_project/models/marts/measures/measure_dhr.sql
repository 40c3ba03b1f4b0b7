{%- set recommendations = ref('fct_dhr_recommendation') -%}

{{ measures(fact=ref('fct_dhr'), lines=[
    line('dhr_running', amount='count(*)', where="decision = 'review'",
        open_from='decided_on', open_until=['published_on'], area='csp_code'),
    line('dhr_notified', amount='count(*)', area='csp_code'),
    line('dhr_published', amount='count(*)', quarter=quarter_of('published_on'), area='csp_code'),
    line('dhr_recommendations_open', fact=recommendations, amount='count(*)',
        open_from='made_on', open_until=['completed_on'], by=['theme']),
    line('dhr_recommendations_overdue', fact=recommendations, amount='count(*)', where='due_on < open_on',
        open_from='due_on', open_until=['completed_on'], by=['theme']),
    line('dhr_recommendations_completed', fact=recommendations, amount='count(*)', quarter=quarter_of('completed_on'),
        by=['theme', 'learning']),
]) }}
