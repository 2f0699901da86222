{{ config(primary_key=['tenant_id']) }}

with

snapshots as (
    select * from {{ ref('stg_tenant_snapshots') }}
),

snapshot_days as (
    {{ snapshot_days('snapshots', as_of_date()) }}
),

last_snapshot as (
    select max(snapshot_date) as occupancy_date from snapshot_days
),

statuses as (
    select * from {{ ref('code_tenant_status') }}
),

movings as (
    select * from {{ ref('int_stay_movings') }}
),

rooms as (
    select * from {{ ref('int_rooms') }}
),

rooms_of_day as (
    select room_days.*
    from last_snapshot
    inner join {{ ref('room_occupancy_daily') }} as room_days
        on room_days.occupancy_date = last_snapshot.occupancy_date
    where room_days.is_occupied_at_end = 1
),

residents as (
    select
        last_snapshot.occupancy_date,
        snapshots.tenant_id,
        snapshots.status_code,
        statuses.label_ja as status_ja,
        statuses.label_en as status_en,
        statuses.is_moveout_side
    from last_snapshot
    inner join snapshots on snapshots.snapshot_date = last_snapshot.occupancy_date
    inner join statuses on statuses.code = snapshots.status_code
    where
        statuses.is_physically_present = 1
        and snapshots.tenant_id not in (select rooms_of_day.end_tenant_id from rooms_of_day)
),

dated as (
    select
        residents.*,
        movings.moving_id,
        movings.apartment_id,
        movings.room_id,
        movings.is_valid_contract,
        movings.is_completed_moveout,
        movings.move_in_date,
        movings.contract_start_date,
        movings.moveout_date,
        movings.updated_at,
        rooms.is_physical_room,
        coalesce(
            movings.completed_moveout_date, if(residents.is_moveout_side = 1, movings.noticed_moveout_date, null)
        ) as leaving_date
    from residents
    left join movings on movings.tenant_id = residents.tenant_id
    left join rooms on rooms.room_id = movings.room_id and rooms.is_in_source = 1
),

-- The conditions of a stay in room_occupancy_daily, one after the other: which one does the moving fail?
explained as (
    select
        dated.*,
        case
            when moving_id is null then 'no_contract'
            when is_valid_contract = 0 then 'cancelled'
            when is_completed_moveout = 1 and moveout_date is null then 'left_on_unknown_day'
            when move_in_date is null then 'no_move_in_date'
            when leaving_date < occupancy_date then 'left_before'
            when leaving_date = occupancy_date then 'left_that_day'
            when move_in_date > occupancy_date then 'not_begun'
            when is_physical_room is null then 'room_not_in_source'
            when is_physical_room = 0 then 'living_room'
            else 'shares_room'
        end as reason
    from dated
),

-- Of several movings the one that comes nearest to a room.
ranked as (
    select
        explained.*,
        row_number() over (
            partition by tenant_id
            order by
                field(
                    reason, 'shares_room', 'living_room', 'room_not_in_source', 'no_move_in_date', 'left_that_day',
                    'left_before', 'left_on_unknown_day', 'not_begun', 'cancelled', 'no_contract'
                ),
                {{ contract_in_force_first() }}
        ) as position_of_moving
    from explained
),

final as (
    select
        ranked.tenant_id,
        ranked.occupancy_date as snapshot_date,
        ranked.status_code,
        ranked.status_ja,
        ranked.status_en,
        ranked.reason,
        ranked.moving_id,
        ranked.apartment_id,
        ranked.room_id,
        ranked.move_in_date,
        ranked.leaving_date,
        if(ranked.reason = 'shares_room', rooms_of_day.end_tenant_id, null) as room_tenant_id,
        {{ as_of_date() }} as as_of_date
    from ranked
    left join rooms_of_day on rooms_of_day.room_id = ranked.room_id
    where ranked.position_of_moving = 1
)

select * from final
