-- The field of study of each rate that has several: the most frequent among its persons, the lowest on a tie.
select program, award_year, metric, field
from (
    select t.program, t.award_year, t.metric, t.field,
           row_number() over (
               partition by t.program, t.award_year, t.metric order by sum(t.persons) desc, t.field
           ) as place
    from tallied as t
    join summed as s on s.program = t.program and s.award_year = t.award_year and s.metric = t.metric
    where s.lowest < s.highest
    group by t.program, t.award_year, t.metric, t.field
) as ranked
where place = 1
