select
    submission_id,
    agency,
    extract,
    quarter,
    as_at,
    rows_read,
    rows_accepted,
    rows_quarantined,
    rows_left_out,
    issues_not_listed,
    is_current
from {{ ref('int_returns') }}
