-- For each person and program the row with the earliest entry, the first in file order on a tie: field of study and
-- normal time come from it.
select person, program, cip_code, entry_date, normal_time_weeks
from (
    select person, program, cip_code, entry_date, normal_time_weeks,
           row_number() over (
               partition by person, program order by entry_date, file, row_number
           ) as place
    from enrolled
) as ranked
where place = 1
