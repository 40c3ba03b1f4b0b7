{{ measures(fact=ref('int_returns_expected'), lines=[
    line('returns_received_rate', numerator=count_where("state <> 'missing'"), denominator='count(*)'),
    line('returns_on_time_rate', numerator=count_where("state = 'received'"), denominator='count(*)'),
]) }}
