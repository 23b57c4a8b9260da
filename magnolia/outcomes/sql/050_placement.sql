-- Placement: the cohort of the award year of completion, and why each person is where they are.
select f.person, f.program, f.offering, f.entry_date, f.window_last_day, f.completion_date, f.exclusion, f.enrolments,
       f.award_year, f.measured_quarter, paid.own_rows, paid.other_state,
       case
           when f.exclusion is not null then rule.excluded
           when paid.wages > law.wages_above then rule.employed
           when f.measured_quarter > law.wages_through then rule.awaiting_wages
           when paid.person is not null then rule.wages_not_above
           else rule.no_wages
       end as rule
from finished as f
left join paid on paid.person = f.person and paid.quarter = f.measured_quarter
cross join law
cross join rule
