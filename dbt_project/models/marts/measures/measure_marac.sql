with

cases as (

    select * from {{ ref('fct_marac_case') }}

),

attendance as (

    select * from {{ ref('fct_marac_attendance') }} where is_core

),

lines as (

    select
        'marac_meetings' as measure_id,
        quarter,
        police_area_code as area_code,
        concat_ws('|', police_area_code, meeting_date) as distinct_key
    from cases
    group by all

    union all by name

    select
        'marac_cases' as measure_id,
        quarter,
        police_area_code as area_code,
        referrer,
        ethnicity_group,
        gender,
        age as age_band,
        disability,
        count(*) as amount
    from cases
    group by all

    union all by name

    select
        'marac_cases_per_10k' as measure_id,
        quarter,
        police_area_code as area_code,
        count(*) as amount
    from cases
    group by all

    union all by name

    select
        'marac_repeat_rate' as measure_id,
        quarter,
        police_area_code as area_code,
        count(*) filter (where is_repeat) as numerator,
        count(*) as denominator
    from cases
    where is_repeat is not null
    group by all

    union all by name

    select
        'marac_partner_referral_rate' as measure_id,
        quarter,
        police_area_code as area_code,
        count(*) filter (where referrer <> 'police') as numerator,
        count(*) as denominator
    from cases
    where {{ is_recorded('referrer') }}
    group by all

    union all by name

    select
        'marac_children' as measure_id,
        quarter,
        police_area_code as area_code,
        sum(children) as amount
    from cases
    group by all

    union all by name

    select
        'marac_bamer_rate' as measure_id,
        quarter,
        count(*) filter (where is_bamer) as numerator,
        count(*) as denominator
    from cases
    where {{ is_recorded('ethnicity') }}
    group by all

    union all by name

    select
        'marac_lgbt_rate' as measure_id,
        quarter,
        count(*) filter (where sexual_orientation in ('lesbian_gay', 'bisexual', 'other')) as numerator,
        count(*) as denominator
    from cases
    where {{ is_recorded('sexual_orientation') }}
    group by all

    union all by name

    select
        'marac_disability_rate' as measure_id,
        quarter,
        count(*) filter (where disability = 'yes') as numerator,
        count(*) as denominator
    from cases
    where {{ is_recorded('disability') }}
    group by all

    union all by name

    select
        'marac_male_rate' as measure_id,
        quarter,
        count(*) filter (where gender = 'male') as numerator,
        count(*) as denominator
    from cases
    where gender in ('female', 'male', 'other')
    group by all

    union all by name

    select
        'marac_16_17_rate' as measure_id,
        quarter,
        count(*) filter (where age = '16-17') as numerator,
        count(*) as denominator
    from cases
    where age <> 'unknown'
    group by all

    union all by name

    select
        'marac_ethnicity_recorded_rate' as measure_id,
        quarter,
        police_area_code as area_code,
        count(*) filter (where {{ is_recorded('ethnicity') }}) as numerator,
        count(*) as denominator
    from cases
    group by all

    union all by name

    select
        'marac_disability_recorded_rate' as measure_id,
        quarter,
        police_area_code as area_code,
        count(*) filter (where disability in ('yes', 'no')) as numerator,
        count(*) as denominator
    from cases
    group by all

    union all by name

    select
        'marac_sexual_orientation_recorded_rate' as measure_id,
        quarter,
        police_area_code as area_code,
        count(*) filter (where {{ is_recorded('sexual_orientation') }}) as numerator,
        count(*) as denominator
    from cases
    group by all

    union all by name

    select
        'marac_core_attendance_rate' as measure_id,
        quarter,
        police_area_code as area_code,
        marac_agency,
        count(*) filter (where attended = 'attended') as numerator,
        count(*) as denominator
    from attendance
    where attended in ('attended', 'apologies', 'absent')
    group by all

)

select * from ({{ measure_cells('lines') }}) as cells
