with

returns as (

    select * from {{ ref('int_returns') }}

),

-- The three quarters before the first one too: rolling years reach back to them, and so does a register.
quarters as (

    select distinct
        part_quarter as quarter,
        part_last_day as last_day
    from {{ ref('int_windows_expanded') }}

),

own_quarter as (

    select
        returns.extract,
        returns.agency,
        quarters.quarter,
        returns.return_id,
        returns.submission_id
    from returns
    inner join quarters on returns.quarter = quarters.quarter
    where returns.coverage = 'own_quarter' and returns.is_current

),

-- The current list is the one with the newest day, whatever quarter that day falls in.
back_from_as_at as (

    select
        returns.extract,
        returns.agency,
        quarters.quarter,
        returns.return_id,
        returns.submission_id
    from returns
    inner join quarters on returns.as_at >= quarters.last_day
    where returns.coverage = 'back_from_as_at' and returns.is_current

),

carried_forward as (

    select
        returns.extract,
        returns.agency,
        quarters.quarter,
        returns.return_id,
        returns.submission_id,
        row_number() over (
            partition by returns.extract, returns.agency, quarters.quarter
            order by
                returns.stated_on desc, returns.received_at desc, returns.file_name desc,
                returns.sequence desc, returns.sheet_order desc
        ) as place
    from returns
    inner join quarters on returns.stated_on <= quarters.last_day
    where returns.coverage = 'carried_forward'

)

select * from own_quarter

union all

select * from back_from_as_at

union all

select
    extract,
    agency,
    quarter,
    return_id,
    submission_id
from carried_forward
where place = 1
