-- kept
-- Everybody who completed with the credential and is in no exclusion, with the first quarter that is looked at: the first
-- that begins on the day so many years after the completion, or later.
select f.person, f.program, f.award_year,
       (year(f.completion_date) + law.years_after) * 4 + quarter(f.completion_date)
           + case when month(f.completion_date) % 3 = 1 and day(f.completion_date) = 1 then 0 else 1 end
           as first_quarter
from finished as f
cross join law
where f.exclusion is null
