select '' as identity, 0 as left_value, 0 as right_value, 0 as difference, getvariable('as_of') as as_of_date
