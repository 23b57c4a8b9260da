-- kept
-- Both measures, each person once in each, with the place that the rule gives.
select d.person, d.program, d.cip_code, d.metric, d.award_year, d.rule, rules.place,
       d.measured_quarter, d.own_rows, d.other_state
from (
    select person, program, cip_code, metric, award_year, rule,
           cast(null as int) as measured_quarter, cast(null as bigint) as own_rows, cast(null as string) as other_state
    from completion
    union all
    select person, program, cip_code, metric, award_year, rule, measured_quarter, own_rows, other_state
    from placement
) as d
join rules on rules.rule = d.rule
