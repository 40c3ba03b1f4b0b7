-- The same window a year before begins a year before: quarters begin with a month.
select
    period_type,
    quarter,
    min(part_first_day) as first_day,
    max(part_last_day) as last_day,
    {{ plus_months('min(part_first_day)', -12) }} as baseline_first_day,
    {{ quarter_of(plus_months('max(part_last_day)', -12)) }} as baseline_quarter
from {{ ref('int_windows_expanded') }}
group by period_type, quarter
