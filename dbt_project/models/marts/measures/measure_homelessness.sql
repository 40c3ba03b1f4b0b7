with

sent as (

    select * from {{ ref('fct_homelessness') }}

),

districts as (

    select * from {{ ref('areas') }}
    where level = 'district'

),

published_quarters as (

    select distinct quarter from {{ ref('int_quarters_covered') }}
    where extract = 'homelessness_published'

),

-- Published tables speak for every district: one that is not in them has figures that are not known.
figures as (

    select * from sent

    union all by name

    select
        published_quarters.quarter,
        districts.area_code as district_code,
        false as is_provisional
    from published_quarters
    cross join districts
    left join sent
        on
            published_quarters.quarter = sent.quarter
            and districts.area_code = sent.district_code
            and sent.source = 'published'
    where sent.quarter is null

),

main_reason as (

    select * from ({{ published_first('figures', ['da_main_reason']) }}) as chosen

),

share as (

    select * from ({{ published_first('figures', ['da_main_reason', 'duties_owed']) }}) as chosen

),

support_need as (

    select * from ({{ published_first('figures', ['da_support_need']) }}) as chosen

),

temporary as (

    select * from figures
    where is_provisional and da_temporary_marker is distinct from 'not_applicable'

),

lines as (

    select
        'homelessness_da_main_reason' as measure_id,
        quarter,
        district_code as area_code,
        da_main_reason as amount,
        da_main_reason is null as is_unknown
    from main_reason

    union all by name

    select
        'homelessness_da_share' as measure_id,
        quarter,
        district_code as area_code,
        case when duties_owed is not null then da_main_reason end as numerator,
        case when da_main_reason is not null then duties_owed end as denominator,
        da_main_reason is null or duties_owed is null as is_unknown
    from share

    union all by name

    select
        'homelessness_da_support_need' as measure_id,
        quarter,
        district_code as area_code,
        da_support_need as amount,
        da_support_need is null as is_unknown
    from support_need

    union all by name

    select
        'homelessness_da_temporary' as measure_id,
        quarter,
        district_code as area_code,
        da_temporary as amount,
        da_temporary is null as is_unknown
    from temporary

)

select * from ({{ measure_cells('lines') }}) as cells
