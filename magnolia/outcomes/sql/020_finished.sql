-- kept
-- Everybody who completed with the credential, in time or late, with the quarter that is measured.
select p.person, p.program, p.offering, p.entry_date, p.window_last_day, p.completion_date, p.exclusion, p.enrolments,
       year(p.completion_date)
           - case when month(p.completion_date) * 100 + day(p.completion_date) < law.award_year_starts
                  then 1 else 0 end
           as award_year,
       year(p.completion_date) * 4 + quarter(p.completion_date) + law.quarters_after_exit as measured_quarter
from people as p
cross join law
where p.completion_date is not null
