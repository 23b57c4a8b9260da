-- The field of study of each rate: the most frequent among its persons, the lowest on a tie.
select opeid, program_id, award_year, metric, cip_code
from (
    select opeid, program_id, award_year, metric, cip_code,
           row_number() over (
               partition by opeid, program_id, award_year, metric order by persons desc, cip_code
           ) as place
    from (
        select opeid, program_id, award_year, metric, cip_code, count(*) as persons
        from dispositions
        group by opeid, program_id, award_year, metric, cip_code
    ) as counted
) as ranked
where place = 1
