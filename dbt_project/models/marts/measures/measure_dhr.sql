with

reviews as (

    select * from {{ ref('fct_dhr') }}

),

recommendations as (

    select * from {{ ref('fct_dhr_recommendation') }}

),

quarters as (

    select * from {{ ref('dim_quarter') }}

),

lines as (

    select
        'dhr_running' as measure_id,
        quarters.quarter,
        reviews.csp_code as area_code,
        count(*) as amount
    from reviews
    inner join quarters
        on
            reviews.decided_on <= quarters.last_day
            and (reviews.published_on is null or reviews.published_on > quarters.last_day)
    where reviews.decision = 'review'
    group by all

    union all by name

    select
        'dhr_notified' as measure_id,
        quarter,
        csp_code as area_code,
        count(*) as amount
    from reviews
    group by all

    union all by name

    select
        'dhr_published' as measure_id,
        {{ quarter_of('published_on') }} as quarter,
        csp_code as area_code,
        count(*) as amount
    from reviews
    group by all

    union all by name

    select
        'dhr_days_to_publication' as measure_id,
        {{ quarter_of('published_on') }} as quarter,
        published_on - decided_on as span,
        count(*) as line_count
    from reviews
    where published_on - decided_on is not null
    group by all

    union all by name

    select
        'dhr_recommendations_open' as measure_id,
        quarters.quarter,
        recommendations.theme,
        count(*) as amount
    from recommendations
    inner join quarters
        on
            recommendations.made_on <= quarters.last_day
            and (recommendations.completed_on is null or recommendations.completed_on > quarters.last_day)
    group by all

    union all by name

    select
        'dhr_recommendations_completed' as measure_id,
        {{ quarter_of('completed_on') }} as quarter,
        theme,
        learning,
        count(*) as amount
    from recommendations
    group by all

)

select * from ({{ measure_cells('lines') }}) as cells
