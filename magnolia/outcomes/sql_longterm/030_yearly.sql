-- kept
-- For each of them the sum over the quarters in a row, and how many of these have wages at all.
select t.person, t.program, t.award_year,
       min(case when t.first_quarter + law.quarters_in_a_row - 1 > law.wages_through then 1 else 0 end) as not_yet,
       count(q.quarter) as quarters,
       sum(q.wages) as earnings
from terms as t
cross join law
left join quarterly as q
    on q.person = t.person and q.quarter >= t.first_quarter
        and q.quarter < t.first_quarter + law.quarters_in_a_row
group by t.person, t.program, t.award_year
