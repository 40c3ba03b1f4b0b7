select
    area_code,
    area_name,
    level,
    population_female_16plus
from {{ ref('areas') }}
