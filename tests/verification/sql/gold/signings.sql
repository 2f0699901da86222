-- "valid movings with a day of signing from 2018-01-01 to the as-of day, of the same tenant, room and day one"
select
    moving_id,
    contract_date as signing_date,
    signing_kind,
    tenant_type,
    tenant_id,
    apartment_id,
    room_id,
    stay_number,
    contract_start_date,
    monthly_rent,
    getvariable('as_of') as as_of_date
from stay_movings
where signing_kind is not null and contract_date between date '2018-01-01' and getvariable('as_of')
