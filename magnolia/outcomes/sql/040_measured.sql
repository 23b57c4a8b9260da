-- The quarters that are measured for each person, whatever the program.
select distinct person, measured_quarter from finished
