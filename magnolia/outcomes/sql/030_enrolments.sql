-- All rows of a person in a program together. A completion without the credential is none; an exclusion on any row is
-- the person's; a person is gone where every row is a withdrawal.
select person, program,
       min(case when credential_attained = 'Y' then completion_date end) as completion_date,
       min(exclusion) as exclusion,
       count(*) as enrolments,
       count(*) filter (where enrollment_status = 'withdrawn') as withdrawals,
       count(*) filter (where enrollment_status = 'completed') as completions
from enrolled
group by person, program
