with

-- Victims alone: the ministry tells alleged perpetrators apart where it can, and others' figures hold none.
sent as (

    select
        quarter,
        district_code,
        source,
        is_provisional,
        duties_owed,
        duties_owed_marker,
        da_main_reason,
        da_main_reason_marker,
        da_main_reason - coalesce(da_alleged_perpetrator, 0) as victims_main_reason,
        da_support_need,
        da_support_need_marker,
        da_temporary,
        da_temporary_marker
    from {{ ref('fct_homelessness') }}

),

districts as (

    select * from {{ areas_of_topic('homelessness') }}

),

published_quarters as (

    select distinct stand_ins.quarter
    from {{ ref('int_measures_published') }} as stand_ins
    inner join {{ ref('measures') }} as measures on stand_ins.measure_id = measures.measure_id
    where measures.topic = 'homelessness'

),

-- Published tables speak for every district: one that is not in them has figures that are not known.
figures as (

    select * from sent

    union all

    select
        published_quarters.quarter,
        districts.area_code as district_code,
        'published' as source,
        false as is_provisional,
        null as duties_owed,
        null as duties_owed_marker,
        null as da_main_reason,
        null as da_main_reason_marker,
        null as victims_main_reason,
        null as da_support_need,
        null as da_support_need_marker,
        null as da_temporary,
        null as da_temporary_marker
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

    select
        *,
        da_main_reason is null or duties_owed is null as is_share_unknown
    from ({{ published_first('figures', ['da_main_reason', 'duties_owed']) }}) as chosen

),

support_need as (

    select * from ({{ published_first('figures', ['da_support_need']) }}) as chosen

)

select * from ({{ measures(lines=[
    line('homelessness_da_main_reason', fact='main_reason', amount='sum(victims_main_reason)', area='district_code',
        is_unknown='da_main_reason is null'),
    line('homelessness_da_share', fact='share',
        numerator='sum(case when not is_share_unknown then victims_main_reason end)',
        denominator='sum(case when not is_share_unknown then duties_owed end)',
        area='district_code', is_unknown='is_share_unknown'),
    line('homelessness_da_support_need', fact='support_need', amount='sum(da_support_need)', area='district_code',
        is_unknown='da_support_need is null'),
    line('homelessness_da_temporary', fact='figures', amount='sum(da_temporary)',
        where="is_provisional and da_temporary_marker is distinct from 'not_applicable'",
        area='district_code', is_unknown='da_temporary is null'),
]) }}) as figures
