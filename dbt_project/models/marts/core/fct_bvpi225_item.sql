with

items as (

    select * from {{ ref('stg_bvpi225_checklist') }}

),

-- Each quarter has the newest checklist by its last day; one replaced before any quarter ended speaks for none.
speaking as (

    select distinct return_id from {{ ref('int_quarters_covered') }}
    where extract = 'bvpi225_checklist'

),

agencies as (

    select * from {{ ref('agencies') }}

)

select
    items.agency,
    items.submission_id,
    items.return_id,
    items.quarter,
    agencies.area_code as district_code,
    items.item,
    items.question,
    items.in_place
from items
inner join speaking on items.return_id = speaking.return_id
inner join agencies on items.agency = agencies.agency
