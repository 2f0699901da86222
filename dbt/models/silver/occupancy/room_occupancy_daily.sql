{{ config(
    materialized='replaced_days',
    day_column='occupancy_date',
    batch_days=var('batch_days'),
    primary_key=['occupancy_date', 'room_id']
) }}

with

snapshots as (
    select * from {{ ref('stg_tenant_snapshots') }}
),

statuses as (
    select * from {{ ref('code_tenant_status') }}
),

-- Left on an unknown day: on no day of the stay is it known that somebody was there. Left before the first day that is
-- built: there on none of these days.
movings as (
    select * from {{ ref('int_stay_movings') }}
    where
        is_valid_contract = 1
        and not (is_completed_moveout = 1 and moveout_date is null)
        and (completed_moveout_date is null or completed_moveout_date >= {{ first_day() }})
),

rooms as (
    select * from {{ ref('int_rooms') }}
    where is_physical_room = 1
),

snapshot_days as (
    {{ snapshot_days('snapshots', last_day()) }}
),

days as (
    select snapshot_date as occupancy_date from snapshot_days
    where {{ day_is_built_now('snapshot_date') }}
),

-- What the tenant's status of that day allows: to stay, to arrive, to leave. Many residents carry the end date of a
-- term that was extended long ago. A move-out date counts only if the source calls the move-out done, or if the tenant
-- is under notice that day and this very stay has a notice of its own.
contracts_of_tenants as (
    -- no_merge: the dates of a moving are worked out once, not once for every day. join_prefix: the snapshots are
    -- looked up by day and tenant, for those who have a moving, instead of each mover's snapshots of all days.
    select /*+ no_merge(movings) no_merge(days) join_prefix(movings, days) */
        days.occupancy_date,
        snapshots.tenant_id,
        statuses.room_priority,
        statuses.is_physically_present as may_stay,
        statuses.is_in_pipeline as may_arrive,
        statuses.is_moveout_side as is_leaving,
        movings.moving_id,
        movings.room_id,
        movings.tenant_type,
        movings.monthly_rent,
        movings.move_in_date,
        movings.contract_start_date,
        movings.updated_at,
        {{ is_corporate('movings.contract_type_code') }} as is_corporate_contract,
        coalesce(
            movings.completed_moveout_date,
            if(statuses.is_moveout_side = 1, movings.noticed_moveout_date, null),
            date '9999-12-31'
        ) as leaving_date
    from movings
    inner join days on days.occupancy_date >= movings.move_in_date
    inner join snapshots
        on snapshots.snapshot_date = days.occupancy_date and snapshots.tenant_id = movings.tenant_id
    inner join statuses on statuses.code = snapshots.status_code
    where statuses.room_priority is not null
),

contracts_of_day as (
    select
        contracts_of_tenants.*,
        rooms.apartment_id,
        contracts_of_tenants.move_in_date = contracts_of_tenants.occupancy_date as arrives,
        contracts_of_tenants.leaving_date = contracts_of_tenants.occupancy_date as leaves
    from contracts_of_tenants
    -- A room that the source has deleted was there up to the last dump that had it.
    inner join rooms
        on
            rooms.room_id = contracts_of_tenants.room_id
            and (rooms.is_in_source = 1 or rooms.last_seen_date >= contracts_of_tenants.occupancy_date)
    where contracts_of_tenants.leaving_date >= contracts_of_tenants.occupancy_date
),

-- Two moments of a day: 00:00, when a tenant who leaves that day is still there, and the day's end.
moments as (
    select 0 as is_end
    union all
    select 1
),

-- Only what is used below: every window sorts and stores all columns again.
contracts_of_moments as (
    select /*+ no_merge(contracts_of_day) */
        contracts_of_day.occupancy_date,
        moments.is_end,
        contracts_of_day.tenant_id,
        contracts_of_day.moving_id,
        contracts_of_day.apartment_id,
        contracts_of_day.room_id,
        contracts_of_day.tenant_type,
        contracts_of_day.monthly_rent,
        contracts_of_day.contract_start_date,
        contracts_of_day.updated_at,
        contracts_of_day.is_corporate_contract,
        contracts_of_day.leaves,
        contracts_of_day.room_priority
    from contracts_of_day
    cross join moments
    where
        if(
            moments.is_end = 1,
            not leaves and if(arrives, may_arrive, may_stay),
            not arrives and (may_stay or (leaves and is_leaving))
        )
),

-- A person lives in one room, the one entered last; a company has every room of its contracts.
one_room_per_person as (
    select
        contracts_of_moments.*,
        row_number() over (
            partition by occupancy_date, is_end, tenant_id, if(is_corporate_contract, moving_id, 0)
            order by {{ contract_in_force_first() }}
        ) as position_of_room
    from contracts_of_moments
),

-- A room counts once, whoever else is registered in it. One who leaves while another one stays empties no room.
one_tenant_per_room as (
    select
        one_room_per_person.*,
        row_number() over (
            partition by occupancy_date, is_end, room_id
            order by leaves, room_priority, {{ contract_in_force_first() }}
        ) as position_of_tenant
    from one_room_per_person
    where position_of_room = 1
),

by_room as (
    select
        occupancy_date,
        room_id,
        max(apartment_id) as apartment_id,
        max(if(is_end = 0, tenant_id, null)) as start_tenant_id,
        max(if(is_end = 1, tenant_id, null)) as end_tenant_id,
        max(if(is_end = 0, moving_id, null)) as start_contract_id,
        max(if(is_end = 1, moving_id, null)) as end_contract_id,
        max(if(is_end = 0, tenant_type, null)) as start_tenant_type,
        max(if(is_end = 1, tenant_type, null)) as end_tenant_type,
        max(if(is_end = 0, monthly_rent, null)) as start_monthly_rent
    from one_tenant_per_room
    where position_of_tenant = 1
    group by occupancy_date, room_id
),

final as (
    select
        by_room.*,
        if(start_tenant_id is null, 0, 1) as is_occupied_at_start,
        if(end_tenant_id is null, 0, 1) as is_occupied_at_end,
        if(not (end_tenant_id <=> start_tenant_id) and end_tenant_id is not null, 1, 0) as is_movein,
        if(not (end_tenant_id <=> start_tenant_id) and start_tenant_id is not null, 1, 0) as is_moveout,
        {{ as_of_date() }} as as_of_date
    from by_room
)

select * from final
