{{ measures(fact=ref('fct_pathway_referral'), lines=[
    line('pathway_kpis_met_rate', fact=ref('fct_pathway_kpi'),
        numerator=count_where("
            (better_when = 'high' and quarter_value >= target) or (better_when = 'low' and quarter_value <= target)
        "),
        denominator='count(*)', where='quarter_value is not null and target is not null'),
    line('pathway_referrals', amount='count(*)', area='district_code', by=['service', 'source']),
    line('pathway_accepted_rate', numerator=count_where("outcome = 'accepted'"), denominator='count(*)',
        where="outcome in ('accepted', 'declined')", area='district_code', by=['service']),
    line('pathway_declined_no_space', amount='count(*)', where="outcome = 'declined' and declined_reason = 'no_space'",
        area='district_code', by=['service']),
    line('pathway_contact_within_two_days_rate',
        numerator=count_where('first_contact_on <= ' ~ plus_days('referred_on', var('contact_within_days'))),
        denominator='count(*)', where="outcome = 'accepted'", area='district_code', by=['service']),
    line('pathway_young_people_accepted', amount='count(*)',
        where="outcome = 'accepted' and age in ('under 16', '16-17')", area='district_code'),
]) }}
