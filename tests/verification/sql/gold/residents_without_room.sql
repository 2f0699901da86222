-- "For shares_room the tenant for whom the room counts; else NULL."
select
    w.tenant_id,
    w.snapshot_date,
    w.status as status_code,
    c.label_ja as status_ja,
    c.label_en as status_en,
    w.reason,
    w.moving_id,
    w.apartment_id,
    w.room_id,
    w.move_in_date,
    w.leaving_date,
    h.tenant_id as room_tenant_id,
    getvariable('as_of') as as_of_date
from main.residents_without_room as w
inner join raw.code_tenant_status as c on c.code = w.status
left join room_holders as h on h.room_id = w.room_id and w.reason = 'shares_room'
