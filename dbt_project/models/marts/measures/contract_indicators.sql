with

indicators as (

    select * from {{ ref('fct_pathway_kpi') }}

),

-- The measure that counts how many indicators were met: the one that rests on this return alone.
counted as (

    select measure_id
    from {{ ref('measures') }}
    where extracts = 'pathway_kpis'

),

-- The names that were checked, and the measure that asks the same of the provider's own records.
compared as (

    select
        lower(indicator) as indicator_in_small_letters,
        figure,
        measure_id,
        difference
    from {{ ref('indicator_measures') }}

)

select
    counted.measure_id,
    indicators.agency,
    indicators.quarter,
    indicators.kpi,
    indicators.indicator,
    indicators.better_when,
    indicators.target,
    indicators.quarter_value,
    case
        when indicators.target is null then 'no_target'
        when indicators.quarter_value is null then 'no_figure'
        when indicators.better_when = 'high' and indicators.quarter_value >= indicators.target then 'met'
        when indicators.better_when = 'low' and indicators.quarter_value <= indicators.target then 'met'
        else 'not_met'
    end as result,
    compared.figure as figure_kind,
    compared.measure_id as compared_measure_id,
    compared.difference
from indicators
cross join counted
left join compared on lower(indicators.indicator) = compared.indicator_in_small_letters
