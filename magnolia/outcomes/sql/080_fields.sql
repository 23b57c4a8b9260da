-- The field of study of each rate: the most frequent among its persons, the lowest on a tie.
select program, award_year, metric, cip_code
from (
    select program, award_year, metric, cip_code,
           row_number() over (
               partition by program, award_year, metric order by persons desc, cip_code
           ) as place
    from tallied
) as ranked
where place = 1
