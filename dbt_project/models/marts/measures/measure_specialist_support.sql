with

posts as (

    select * from {{ ref('fct_colocated_post') }}

),

quarters as (

    select * from {{ ref('dim_quarter') }}

),

lines as (

    select
        'colocated_wte' as measure_id,
        quarters.quarter,
        posts.district_code as area_code,
        posts.host,
        {{ exact_sum('posts.wte') }} as amount
    from posts
    inner join quarters
        on
            posts.started_on <= quarters.last_day
            and (posts.ended_on is null or posts.ended_on > quarters.last_day)
    group by all

)

select * from ({{ measure_cells('lines') }}) as cells
