with

returns as (

    select * from {{ ref('int_returns') }}

),

-- A register speaks of the quarter that its day falls in, and covers the quarters that have ended by then.
spoken as (

    select
        coalesce(quarter, {{ quarter_of('as_at') }}) as spoken_quarter,
        coalesce(quarter, {{ quarter_of(plus_months(plus_days('as_at', 1), -3)) }}) as last_covered_quarter
    from returns

),

range_of_quarters as (

    select
        min({{ first_day_of('spoken_quarter') }}) as first_day,
        max({{ first_day_of('last_covered_quarter') }}) as last_first_day
    from spoken

),

first_days as (

    select {{ each_quarter('first_day', 'last_first_day') }} as first_day
    from range_of_quarters

)

select
    {{ quarter_of('first_day') }} as quarter,
    left({{ quarter_of('first_day') }}, 7) as financial_year,
    cast(right({{ quarter_of('first_day') }}, 1) as integer) as quarter_number,
    first_day,
    {{ last_day_from('first_day') }} as last_day
from first_days
