-- kept
-- The persons of each rate and field of study, counted by their place.
select program, award_year, metric, cip_code,
       count(*) as persons,
       count(*) filter (where place = 'excluded') as excluded,
       count(*) filter (where place = 'numerator') as numerator,
       count(*) filter (where place = 'pending') as pending
from dispositions
group by program, award_year, metric, cip_code
