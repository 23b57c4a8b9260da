-- kept
-- Who has wages in every quarter, from the least earnings to the most. Fewer quarters give none; nothing is scaled up.
select y.program, y.award_year, y.earnings,
       row_number() over (partition by y.program, y.award_year order by y.earnings, y.person) as place,
       count(*) over (partition by y.program, y.award_year) as persons
from yearly as y
cross join law
where y.not_yet = 0 and y.quarters = law.quarters_in_a_row
