{{ measures(fact=ref('fct_court_support'), lines=[
    line('court_victims_attending', amount='count(*)', where='attended'),
    line('court_specialist_support_rate', numerator=count_where('supported'), denominator='count(*)', where='attended'),
]) }}
