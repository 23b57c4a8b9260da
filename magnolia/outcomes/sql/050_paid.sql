-- kept
-- What each of these persons was paid in such a quarter: every row given, over all employers and States.
select w.person, w.quarter, sum(w.wages) as wages,
       count(*) filter (where w.source = law.own_state) as own_rows,
       min(case when w.source <> law.own_state then w.source end) as other_state
from wages as w
join measured as m on m.person = w.person and m.measured_quarter = w.quarter
cross join law
group by w.person, w.quarter
