select
    submission_id,
    agency,
    file_name,
    received_at,
    outcome,
    code,
    message
from {{ source('landing', 'submissions') }}
