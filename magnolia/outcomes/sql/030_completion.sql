-- Completion: the cohort of the award year of entry, and why each person is where they are.
select p.person, p.program, p.offering, p.entry_date, p.window_last_day, p.completion_date, p.exclusion, p.enrolments,
       year(p.entry_date)
           - case when month(p.entry_date) * 100 + day(p.entry_date) < law.award_year_starts then 1 else 0 end
           as award_year,
       case
           when p.exclusion is not null then rule.excluded
           when p.completion_date <= p.window_last_day then rule.completed_in_time
           when p.withdrawals < p.enrolments and p.window_last_day >= law.as_of then rule.window_open
           when p.completion_date is not null then rule.completed_late
           when p.withdrawals = p.enrolments then rule.withdrawn
           when p.completions > 0 then rule.credential_missing
           else rule.not_completed
       end as rule
from people as p
cross join law
cross join rule
