-- The counts of each rate with its field of study. What they mean against a standard is for the law to say.
select s.program, coalesce(f.field, s.lowest) as field, s.award_year, s.metric,
       s.cohort, s.excluded, s.numerator, s.pending
from summed as s
left join fields as f
    on f.program = s.program and f.award_year = s.award_year and f.metric = s.metric
