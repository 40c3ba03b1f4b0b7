-- A topic whose model of measures is not among those that are put together would have no figures, unseen.
-- Threshold: none may be left out.
{%- set known = "'" ~ var('topics') | join("', '") ~ "'" %}
select topic
from {{ ref('topics') }}
where topic not in ({{ known }})
