{{ measures(fact=ref('fct_education_session'), lines=[
    line('education_pupil_places', amount='sum(pupils)', area='district_code', by=['phase']),
    line('education_schools_reached', distinct_key='school_urn', area='district_code', by=['phase']),
    line('education_rse_coordinated_rate', numerator=count_where('rse_coordinated'), denominator='count(*)',
        where='rse_coordinated is not null', area='district_code'),
]) }}
