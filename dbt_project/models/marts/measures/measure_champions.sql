{{ measures(fact=ref('fct_champion'), lines=[
    line('champions_active', amount='count(*)', open_from='trained_on', open_until=['left_on'],
        area='district_code', by=['setting']),
    line('champions_settings', distinct_key='setting', open_from='trained_on', open_until=['left_on'],
        area='district_code'),
]) }}
