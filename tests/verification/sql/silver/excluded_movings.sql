-- "The movings that do not speak for a contract, with the reason: tenant_missing, apartment_missing, room_missing (in
-- this order), else superseded_cancelled for a cancelled and superseded for a valid row."
select
    m.moving_id,
    m.tenant_id,
    m.apartment_id,
    m.room_id,
    case
        when m.tenant_id not in (select t.tenant_id from last_tenants as t) then 'tenant_missing'
        when m.apartment_id not in (select a.apartment_id from apartments as a) then 'apartment_missing'
        when m.room_id not in (select r.room_id from rooms as r) then 'room_missing'
        when m.is_valid_contract = 0 then 'superseded_cancelled'
        else 'superseded'
    end as exclusion_reason,
    c.contract_id as superseded_by_contract_id,
    getvariable('as_of') as as_of_date
from movings as m
left join stay_movings as s on s.moving_id = m.moving_id
left join contracts as c on c.contract_id = s.contract_id
where m.moving_id not in (select c.contract_id from contracts as c)
