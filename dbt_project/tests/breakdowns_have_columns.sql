-- A breakdown that the catalogue names but the topic's lines have no column for would give no rows, unseen.
-- Threshold: none; a measure without any figure yet cannot be judged.
with

named as (

    select
        measure_id,
        {{ split_list('breakdowns') }} as breakdown
    from {{ ref('measures') }}

),

cells as (

    select distinct
        measure_id,
        breakdown
    from {{ ref('int_cells_summed') }}

)

select
    named.measure_id,
    named.breakdown
from named
inner join cells as totals on named.measure_id = totals.measure_id and totals.breakdown = 'all'
left join cells on named.measure_id = cells.measure_id and named.breakdown = cells.breakdown
where cells.measure_id is null
