-- Every person in every measure, with what the rule looked at.
select d.person, d.opeid, d.program_id, d.cip_code, d.metric, d.award_year, d.place, d.rule,
       p.entry_date, p.window_last_day, p.completion_date, p.exclusion,
       d.measured_quarter, d.own_rows, d.other_state
from dispositions as d
join people as p on p.person = d.person and p.opeid = d.opeid and p.program_id = d.program_id
