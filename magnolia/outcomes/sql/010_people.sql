-- kept
-- One row for each person in each program, from all their rows there but those of who never attended. The offering, which
-- is the field of study and the normal time, is that of the row with the earliest entry, the first in file order on a tie
-- (`entered` is both); a completion without the credential is none; an exclusion on any row is the person's. The window's
-- last day is the entry and the days of the normal time.
select e.person, e.program, e.offering, e.entry_date, date_add(e.entry_date, windows.days) as window_last_day,
       e.completion_date, e.exclusion, e.enrolments, e.withdrawals, e.completions
from (
    select person, program,
           min_by(offering, entered) as offering,
           min(entry_date) as entry_date,
           min(case when credential_attained = 'Y' then completion_date end) as completion_date,
           min(exclusion) as exclusion,
           count(*) as enrolments,
           count(*) filter (where enrollment_status = 'withdrawn') as withdrawals,
           count(*) filter (where enrollment_status = 'completed') as completions
    from participants
    where enrollment_status <> 'never_attended'
    group by person, program
) as e
join windows on windows.offering = e.offering
