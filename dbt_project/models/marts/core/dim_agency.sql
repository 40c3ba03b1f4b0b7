select
    agency,
    agency_name,
    area_code,
    contact
from {{ ref('agencies') }}
