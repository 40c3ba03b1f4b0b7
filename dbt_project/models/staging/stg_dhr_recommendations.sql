with

source as (

    select
        *,
        {{ landed_folder() }} as return_id
    from {{ source('landing', 'dhr_recommendations') }}

),

returns as (

    select * from {{ ref('int_returns') }}
    where extract = 'dhr_recommendations'

),

renamed as (

    select
        source.receipt_id,
        source.agency,
        source.sheet,
        source.row_number,
        source.return_id,
        returns.is_current,
        {{ quarter_of('source.made_on') }} as quarter,
        source.review,
        source.number,
        source.number_marker,
        source.theme,
        source.owner,
        source.made_on,
        source.due_on,
        source.completed_on,
        source.learning
    from source
    inner join returns on source.return_id = returns.return_id

)

select * from renamed
