select
    agency,
    agency_name,
    area_code
from {{ ref('agencies') }}
