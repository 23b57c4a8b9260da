-- The whole days of the window of each offering: its normal time as the law stretches it.
select o.offering, cast(floor(law.window_days_a_week * o.normal_time_weeks) as int) as days
from offerings as o
cross join law
