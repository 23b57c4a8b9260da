-- The two in the middle, which are one where the number of persons is odd: half their sum is the median.
select program, award_year, min(earnings) as lower_middle, max(earnings) as upper_middle
from whole
where place * 2 >= persons and place * 2 <= persons + 2
group by program, award_year
