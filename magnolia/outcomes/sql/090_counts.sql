-- The counts of each rate. What they mean against a standard is for the law to say.
select c.program, f.cip_code, c.award_year, c.metric, c.cohort, c.excluded, c.numerator, c.pending
from (
    select program, award_year, metric,
           cast(sum(persons) as bigint) as cohort,
           cast(sum(excluded) as bigint) as excluded,
           cast(sum(numerator) as bigint) as numerator,
           cast(sum(pending) as bigint) as pending
    from tallied
    group by program, award_year, metric
) as c
join fields as f
    on f.program = c.program and f.award_year = c.award_year and f.metric = c.metric
