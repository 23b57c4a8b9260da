-- kept
-- The persons of each rate and offering, counted by the place that their rule gives them.
select o.program, t.award_year, t.metric, o.field, t.persons, t.excluded, t.numerator, t.pending
from (
    select d.offering, d.award_year, d.metric,
           count(*) as persons,
           count(*) filter (where rules.place = 'excluded') as excluded,
           count(*) filter (where rules.place = 'numerator') as numerator,
           count(*) filter (where rules.place = 'pending') as pending
    from dispositions as d
    join rules on rules.rule = d.rule
    group by d.offering, d.award_year, d.metric
) as t
join offerings as o on o.offering = t.offering
