{#- Why a measure's row of progress has its rating, in words that a Board can read. -#}
{% macro reason_of_measure() -%}
    case rule
        when 'awaiting' then
            'Awaiting ' || awaited
            || case when status = 'partial' then '. The figure counts what has come.' else '.' end
        when 'begins_too_early' then 'Not rated: the period begins before the first returns.'
        when 'figures_unknown' then 'Not rated: some figures were suppressed or not available.'
        when 'nothing_to_count' then 'Not rated: there was nothing to count.'
        when 'look_back_truncated' then 'Not rated: earlier incidents are not held.'
        when 'target_undetermined' then 'Not rated: the plan has yet to determine its target.'
        when 'start_not_over' then
            'Not rated: the target starts from ' || target_baseline_year || ', which is not over.'
        when 'start_truncated' then
            'Not rated: earlier incidents are not held, so the target''s starting point ('
            || target_baseline_year || ') cannot be known.'
        when 'start_broken' then
            'Not rated: nothing is compared across ' || break_since_start || '.'
        when 'start_unknown' then
            'Not rated: the target''s starting point (' || target_baseline_year || ') is not known.'
        when 'neutral' then 'Not rated: more may be for better or for worse.'
        when 'not_tested' then 'Not rated: the change is shown as it is.'
        when 'no_year_before' then 'Not rated: there are no figures for the year before.'
        when 'year_before_unknown' then 'Not rated: the figures for the year before are not complete.'
        when 'broken' then 'Not rated: nothing is compared across ' || break_since_baseline || '.'
        when 'too_few' then 'Not rated: too few to tell.'
        when 'no_change' then 'Not rated: no change beyond chance since the year before.'
        when 'better' then 'Better than the year before, by more than chance explains.'
        when 'worse' then 'Worse than the year before, by more than chance explains.'
        when 'target_so_far' then
            {{ number_in_words('value') }} || ' of ' || {{ number_in_words('target') }}
            || ' so far: rated when it is met or the year is over.'
        else
            case rule
                when 'target_met' then 'Meets the target: '
                when 'target_near' then 'Within 10 % of the target: '
                else 'Misses the target: '
            end
            || case
                when target_kind = 'reduction' then
                    {{ percent_in_words('value') }} || ', at most ' || {{ percent_in_words('target') }}
                    || ' (' || {{ percent_in_words('target_value') }} || ' below the '
                    || {{ percent_in_words('start_value') }} || ' of ' || target_baseline_year || ').'
                when target_kind = 'level' then
                    {{ percent_in_words('value') }} || ' (' || {{ number_in_words('numerator') }}
                    || ' of ' || {{ number_in_words('denominator') }} || '), at least '
                    || {{ percent_in_words('target') }}
                    || case
                        when needed_count / denominator = target then '.'
                        else
                            ', which no whole number meets exactly: '
                            || {{ number_in_words('needed_count') }} || ' of '
                            || {{ number_in_words('denominator') }} || ' are needed.'
                    end
                else
                    {{ number_in_words('value') }} || ', at least ' || {{ number_in_words('target') }}
                    || case
                        when target_now < target
                            then ' a year, of which ' || {{ number_in_words('needed_count') }} || ' by now.'
                        when target_kind = 'yearly_count' then ' a year.'
                        else '.'
                    end
            end
    end
{%- endmacro %}

{#- Why a milestone has its rating, in words that a Board can read. -#}
{% macro reason_of_milestone() -%}
    case milestone_status
        when 'awaiting' then
            case
                when lead_quarter is null then 'Awaiting the return on the plan''s progress'
                else 'Awaiting: the return for ' || lead_quarter || ' does not speak of it'
            end
        when 'complete' then
            case
                when completed_on is null then 'Complete, on a day that the return does not give'
                else 'Complete since ' || {{ day_in_words('completed_on') }}
            end
            || case
                when completed_on > due_on then ', after its date of ' || {{ day_in_words('due_on') }}
                else ''
            end
        when 'overdue' then
            'Overdue since ' || {{ day_in_words('due_on') }}
            || case
                when lead_status in ('on_track', 'complete') then ', whatever the return says'
                else ''
            end
        when 'not started' then 'Not started'
        when 'at risk' then
            case when lead_status = 'delayed' then 'Delayed' else 'At risk' end || ', as the return says'
        else 'On track, as the return says'
    end
    || case
        when milestone_status in ('complete', 'overdue', 'awaiting') then ''
        when due_on is null then '; the plan names no date'
        else '; due on ' || {{ day_in_words('due_on') }}
    end
    || case
        when milestone_status = 'complete' or revised_due_on is null then ''
        else '; the lead''s own date is ' || {{ day_in_words('revised_due_on') }}
    end
    || case when lead_quarter < quarter then '; as of ' || lead_quarter else '' end
    || case when is_historic then '. Not rated: the plan is over.' else '.' end
{%- endmacro %}
