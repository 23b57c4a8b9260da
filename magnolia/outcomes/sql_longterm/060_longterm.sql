-- For each program and award year of completion: persons, those whose quarters are not there yet, those with wages in
-- all of them, and the two in the middle.
select n.opeid, n.program_id, c.award_year, c.persons, c.not_yet, c.with_earnings, m.lower_middle, m.upper_middle
from (
    select y.program, y.award_year,
           count(*) as persons,
           count(*) filter (where y.not_yet = 1) as not_yet,
           count(*) filter (where y.not_yet = 0 and y.quarters = law.quarters_in_a_row) as with_earnings
    from yearly as y
    cross join law
    group by y.program, y.award_year
) as c
join programs as n on n.program = c.program
left join middles as m on m.program = c.program and m.award_year = c.award_year
