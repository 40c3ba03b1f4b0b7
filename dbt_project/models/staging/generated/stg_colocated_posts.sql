-- Written by `make generate` from sources/contracts: edit those.
with

landed as (

    select
        submission_id,
        agency,
        sheet,
        row_number,
        {{ landed_folder() }} as return_id,
        post,
        host,
        district as district_code,
        wte,
        wte_marker,
        started_on,
        ended_on
    from {{ source('landing', 'colocated_posts') }}

),

returns as (

    select
        return_id,
        is_current
    from {{ ref('int_returns') }}
    where extract = 'colocated_posts'

)

select
    landed.submission_id,
    landed.agency,
    landed.sheet,
    landed.row_number,
    landed.return_id,
    returns.is_current,
    {{ quarter_of('landed.started_on') }} as quarter,
    landed.post,
    landed.host,
    landed.district_code,
    landed.wte,
    landed.wte_marker,
    landed.started_on,
    landed.ended_on
from landed
inner join returns on landed.return_id = returns.return_id
