select
    submission_id,
    agency,
    extract,
    quarter,
    as_at,
    rows_read,
    rows_accepted,
    rows_quarantined,
    is_current
from {{ ref('int_returns') }}
