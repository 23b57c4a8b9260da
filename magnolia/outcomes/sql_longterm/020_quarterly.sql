-- What each person was paid in a quarter: every row given, over all employers and States.
select person, quarter, sum(wages) as wages
from wages
group by person, quarter
