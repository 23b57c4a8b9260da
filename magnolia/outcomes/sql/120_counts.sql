-- The counts of each rate. What they mean against a standard is for the law to say.
select c.opeid, c.program_id, f.cip_code, c.award_year, c.metric, c.cohort, c.excluded, c.numerator, c.pending
from (
    select opeid, program_id, award_year, metric,
           count(*) as cohort,
           count(*) filter (where place = 'excluded') as excluded,
           count(*) filter (where place = 'numerator') as numerator,
           count(*) filter (where place = 'pending') as pending
    from dispositions
    group by opeid, program_id, award_year, metric
) as c
join fields as f
    on f.opeid = c.opeid and f.program_id = c.program_id and f.award_year = c.award_year and f.metric = c.metric
