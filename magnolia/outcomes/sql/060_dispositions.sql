-- Both measures, each person once in each, with what the rule looked at.
select person, program, offering, 'completion' as metric, award_year, rule,
       entry_date, window_last_day, completion_date, exclusion, enrolments,
       cast(null as int) as measured_quarter, cast(null as bigint) as own_rows, cast(null as string) as other_state
from completion
union all
select person, program, offering, 'placement' as metric, award_year, rule,
       entry_date, window_last_day, completion_date, exclusion, enrolments,
       measured_quarter, own_rows, other_state
from placement
