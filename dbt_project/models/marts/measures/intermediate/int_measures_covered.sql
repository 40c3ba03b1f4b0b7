select
    measure_id,
    area_code,
    quarter,
    count(*) as needed_count,
    {{ count_where('is_covered') }} as covered_count
from {{ ref('int_returns_needed') }}
group by measure_id, area_code, quarter
