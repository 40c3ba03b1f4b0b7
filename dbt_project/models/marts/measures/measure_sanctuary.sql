with

checklists as (

    select * from {{ covered_by_returns_of('bvpi225_score') }}

),

agencies as (

    select * from {{ ref('agencies') }}

),

-- An agency's checklist speaks for its area; an item that it does not answer is not in place.
checklist_items as (

    select
        checklists.quarter,
        agencies.area_code,
        items.in_place
    from checklists
    inner join agencies on checklists.agency = agencies.agency
    left join {{ ref('fct_bvpi225_item') }} as items on checklists.return_id = items.return_id

)

select * from ({{ measures(fact=ref('fct_sanctuary_case'), lines=[
    line('sanctuary_referrals', amount='count(*)', area='district_code', by=['tenure']),
    line('sanctuary_completed', amount='count(*)', quarter=quarter_of('completed_on'), area='district_code', by=['tenure']),
    line('sanctuary_days_to_complete', duration=days_between('referred_on', 'completed_on'), quarter=quarter_of('completed_on'),
        where='completed_on is not null', area='district_code'),
    line('sanctuary_remained_at_home_rate', numerator=count_where('remained'), denominator='count(*)',
        quarter=quarter_of('reviewed_on'), where='remained is not null', area='district_code'),
    line('bvpi225_score', fact='checklist_items', numerator=count_where('in_place'),
        denominator='any_value(' ~ var('bvpi225_items') ~ ')', area='area_code'),
]) }}) as figures
