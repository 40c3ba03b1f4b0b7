with

findings as (

    select * from {{ source('landing', 'findings') }}

),

-- Findings of an accepted file stand in landing; a folder without its receipt is a leftover.
accepted as (

    select receipt_id from {{ source('landing', 'receipts') }}
    where outcome = 'accepted'

)

select
    findings.receipt_id,
    findings.extract,
    findings.sheet,
    findings.row_number,
    findings.column_name,
    findings.code,
    findings.message
from findings
inner join accepted on findings.receipt_id = accepted.receipt_id
