-- Both measures, each person once in each, with what the rule looked at and the place that it gives.
select d.person, d.program, d.cip_code, d.metric, d.award_year, d.rule, rules.place,
       d.entry_date, d.window_last_day, d.completion_date, d.exclusion, d.enrolments,
       d.measured_quarter, d.own_rows, d.other_state
from (
    select person, program, cip_code, 'completion' as metric, award_year, rule,
           entry_date, window_last_day, completion_date, exclusion, enrolments,
           cast(null as int) as measured_quarter, cast(null as bigint) as own_rows, cast(null as string) as other_state
    from completion
    union all
    select person, program, cip_code, 'placement' as metric, award_year, rule,
           entry_date, window_last_day, completion_date, exclusion, enrolments,
           measured_quarter, own_rows, other_state
    from placement
) as d
join rules on rules.rule = d.rule
