{{ measures(fact=ref('fct_matac'), lines=[
    line('matac_cohort', amount='count(*)', open_from='nominated_on', open_until=['discharged_on'],
        area='police_area_code'),
    line('matac_nominations', amount='count(*)', area='police_area_code', by=['nominated_by']),
    line('matac_discharges', amount='count(*)', quarter=quarter_of('discharged_on'), area='police_area_code'),
    line('matac_score_reduction', duration='(entry_score - latest_score) / entry_score',
        quarter=quarter_of('discharged_on'), where='entry_score > 0 and latest_score is not null'),
]) }}
