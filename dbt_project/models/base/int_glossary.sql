select
    term,
    meaning
from {{ ref('glossary') }}

union all

select
    term,
    meaning
from {{ ref('county_glossary') }}
