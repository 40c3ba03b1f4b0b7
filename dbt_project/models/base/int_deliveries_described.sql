with

deliveries as (

    select * from {{ ref('deliveries') }}

),

extracts as (

    select * from {{ ref('extracts') }}

)

select
    deliveries.extract,
    deliveries.agency,
    extracts.title,
    extracts.delivery,
    extracts.coverage,
    deliveries.expected,
    deliveries.contact
from deliveries
inner join extracts on deliveries.extract = extracts.extract
