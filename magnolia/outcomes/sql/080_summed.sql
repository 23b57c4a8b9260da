-- kept
-- The counts of each rate, and the lowest and the highest of its fields of study, which mostly are the same one.
select program, award_year, metric, min(field) as lowest, max(field) as highest,
       cast(sum(persons) as bigint) as cohort,
       cast(sum(excluded) as bigint) as excluded,
       cast(sum(numerator) as bigint) as numerator,
       cast(sum(pending) as bigint) as pending
from tallied
group by program, award_year, metric
