-- Every person in every measure, with what the rule looked at.
select d.person, n.opeid, n.program_id, d.cip_code, d.metric, d.award_year, d.place, d.rule,
       p.entry_date, p.window_last_day, p.completion_date, p.exclusion, p.enrolments,
       d.measured_quarter, d.own_rows, d.other_state
from dispositions as d
join people as p on p.person = d.person and p.program = d.program
join programs as n on n.program = d.program
