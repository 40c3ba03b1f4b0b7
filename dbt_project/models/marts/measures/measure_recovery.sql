with

provision as (

    select * from {{ ref('fct_recovery_provision') }}

),

quarters as (

    select * from {{ ref('dim_quarter') }}

),

districts as (

    select * from {{ areas_of_topic('recovery') }}

),

-- A district with no open one counts, in every quarter that a return covers.
district_quarters as (

    select
        quarters.quarter,
        districts.area_code,
        {{ count_where("provision.open and provision.kind = 'programme'") }} as programmes,
        {{ count_where("provision.open and provision.kind = 'counselling'") }} as counselling
    from quarters
    cross join districts
    left join provision
        on quarters.quarter = provision.quarter and districts.area_code = provision.district_code
    group by quarters.quarter, districts.area_code

)

select * from ({{ measures(fact='provision', lines=[
    line('recovery_programmes_open', amount='count(*)', where="open and kind = 'programme'", area='district_code',
        by=['audience']),
    line('recovery_counselling_open', amount='count(*)', where="open and kind = 'counselling'", area='district_code',
        by=['audience']),
    line('recovery_districts_without_programme', fact='district_quarters', amount='count(*)', where='programmes = 0'),
    line('recovery_districts_without_counselling', fact='district_quarters', amount='count(*)', where='counselling = 0'),
    line('recovery_starters', amount='sum(starters)', area='district_code', by=['kind']),
    line('recovery_completers', amount='sum(completers)', area='district_code', by=['kind']),
]) }}) as figures
