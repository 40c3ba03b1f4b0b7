-- A return of a pair of extract and agency that the contracts do not name would count nowhere, unseen.
-- Threshold: none may be there.
with

returns as (

    select * from {{ landed('returns') }}

),

expected as (

    select * from {{ ref('int_deliveries_described') }}

)

select distinct
    returns.extract,
    returns.agency
from returns
left join expected on returns.extract = expected.extract and returns.agency = expected.agency
where expected.extract is null
