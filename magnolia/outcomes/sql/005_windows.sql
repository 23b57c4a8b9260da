-- The whole days of each normal time as the law stretches it: there are few different ones.
select p.normal_time_weeks, cast(floor(law.window_days_a_week * p.normal_time_weeks) as int) as days
from (select distinct normal_time_weeks from participants) as p
cross join law
