with

holidays as (

    select date as day from {{ ref('bank_holidays') }}

),

years as (

    select
        make_date(cast(extract(year from min(day)) as integer), 1, 1) as first_day,
        make_date(cast(extract(year from max(day)) as integer), 12, 31) as last_day
    from holidays

),

days as (

    select {{ each_day('first_day', 'last_day') }} as day
    from years

),

uncounted as (

    select day from holidays

    union

    select day from days
    where {{ is_sunday('day') }}

)

select
    day,
    cast(day as timestamp) as starts_at,
    cast({{ plus_days('day', 1) }} as timestamp) as ends_at
from uncounted
