-- What each person was paid in a quarter: every row given, over all employers and States.
select w.person, w.quarter, sum(w.wages) as wages,
       count(*) filter (where w.source = law.own_state) as own_rows,
       min(case when w.source <> law.own_state then w.source end) as other_state
from wages as w
cross join law
group by w.person, w.quarter
