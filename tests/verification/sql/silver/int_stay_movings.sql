-- "The movings by stay."
select * exclude (first_tenant_type), getvariable('as_of') as as_of_date
from stay_movings
