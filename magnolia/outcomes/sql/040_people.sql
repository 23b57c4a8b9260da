-- kept
-- One row for each person in each program, with the last day of the window: the entry and the whole days of the normal
-- time as the law stretches it.
select f.person, f.program, f.cip_code, f.entry_date, f.normal_time_weeks,
       date_add(f.entry_date, cast(floor(law.window_days_a_week * f.normal_time_weeks) as int)) as window_last_day,
       e.completion_date, e.exclusion, e.enrolments, e.withdrawals, e.completions
from first_entries as f
join enrolments as e on e.person = f.person and e.program = f.program
cross join law
