-- Written by `make generate` from sources/contracts: edit those.
with

landed as (

    select
        agency,
        sheet,
        row_number,
        {{ landed_folder() }} as return_id,
        post,
        {{ code_on_list('host', 'host_agency') }} as host,
        district as district_code,
        wte,
        wte_marker,
        started_on,
        ended_on
    from {{ landed('colocated_posts') }}

),

returns as (

    select
        returns.return_id,
        returns.submission_id,
        {{ is_among('district', 'found.columns_found') }} as district_code_collected,
        {{ is_among('ended_on', 'found.columns_found') }} as ended_on_collected,
        returns.is_current
    from {{ ref('int_returns') }} as returns
    left join {{ ref('stg_columns_found') }} as found
        on returns.extract = found.extract and returns.return_id = found.return_id
    where returns.extract = 'colocated_posts'

)

select
    returns.submission_id,
    landed.agency,
    landed.sheet,
    landed.row_number,
    landed.return_id,
    returns.is_current,
    {{ is_elsewhere('landed.district_code') }} as is_outside_area,
    {{ quarter_of('landed.started_on') }} as quarter,
    landed.post,
    landed.host,
    landed.district_code,
    landed.wte,
    landed.wte_marker,
    landed.started_on,
    landed.ended_on,
    returns.district_code_collected,
    returns.ended_on_collected
from landed
inner join returns on landed.return_id = returns.return_id
