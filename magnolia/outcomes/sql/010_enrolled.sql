-- kept
-- Rows that count: who never attended is in no cohort, and nothing such a row says is used.
select person, program, cip_code, entry_date, enrollment_status, completion_date, credential_attained,
       normal_time_weeks, exclusion, file, row_number
from participants
where enrollment_status <> 'never_attended'
