-- residents_without_room: "The tenants who are physically present by their status in the last snapshot and have no room
-- at the end of that day in room_occupancy_daily".
create or replace table present_tenants as
select s.tenant_id, s.snapshot_date, s.status
from snapshots as s
where
    s.snapshot_date = (select max(l.snapshot_date) from snapshots as l)
    and s.status in (7, 9, 10, 11, 12, 13, 14, 15);

create or replace table room_holders as
select r.end_tenant_id as tenant_id, r.room_id
from room_occupancy as r
where
    r.is_occupied_at_end = 1
    and r.occupancy_date = (select max(l.snapshot_date) from snapshots as l);

-- "Of each moving the first that applies"; "Of several movings the one with the best reason, in the order shares_room,
-- living_room, ...; then in the order of contracts of room_occupancy_daily."
create or replace table residents_without_room as
with pairs as (
    select
        p.*,
        m.* exclude (tenant_id),
        r.room_id is not null as is_in_source,
        r.is_physical_room,
        coalesce(
            m.completed_moveout_date, case when p.status in (14, 15, 16, 17) then m.noticed_moveout_date end
        ) as leaving_date
    from present_tenants as p
    left join stay_movings as m using (tenant_id)
    left join rooms as r on r.room_id = m.room_id and r.is_in_source
    where p.tenant_id not in (select h.tenant_id from room_holders as h)
),

explained as (
    select
        *,
        case
            when moving_id is null then 'no_contract'
            when is_valid_contract = 0 then 'cancelled'
            when is_completed_moveout = 1 and moveout_date is null then 'left_on_unknown_day'
            when move_in_date is null then 'no_move_in_date'
            when snapshot_date > leaving_date then 'left_before'
            when snapshot_date = leaving_date then 'left_that_day'
            when snapshot_date < move_in_date then 'not_begun'
            when not is_in_source then 'room_not_in_source'
            when not is_physical_room then 'living_room'
            else 'shares_room'
        end as reason
    from pairs
)

select *
from explained
qualify row_number() over (
    partition by tenant_id
    order by
        list_position(
            [
                'shares_room', 'living_room', 'room_not_in_source', 'no_move_in_date', 'left_that_day', 'left_before',
                'left_on_unknown_day', 'not_begun', 'cancelled', 'no_contract'
            ],
            reason
        ),
        (contract_start_date is not null and contract_start_date > snapshot_date)::int,
        contract_start_date desc nulls last,
        updated_at desc nulls last,
        moving_id desc
) = 1;
