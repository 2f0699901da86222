{{ config(primary_key=['bridge_date', 'step_number']) }}

with

tenants as (
    select * from {{ ref('stg_tenants') }}
),

listed as (
    select * from {{ ref('tokyo_beta_tenant_room_info') }}
),

-- Who has which room at the end of the as-of day.
rooms_of_tenants as (
    select
        end_tenant_id as tenant_id,
        count(*) as rooms
    from {{ ref('room_occupancy_daily') }}
    where occupancy_date = {{ as_of_date() }} and end_tenant_id is not null
    group by end_tenant_id
),

snapshots as (
    select * from {{ ref('stg_tenant_snapshots') }}
),

statuses as (
    select * from {{ ref('code_tenant_status') }}
),

-- The as-of day, and of the months that are compared with figures of others the last days that have a snapshot.
days as (
    select
        occupancy_date as bridge_date,
        rooms_at_end
    from {{ ref('occupancy_daily') }}
    where
        row_kind = 'fact' and (
            occupancy_date = {{ as_of_date() }}
            or (
                occupancy_date = last_day(occupancy_date)
                and occupancy_date between {{ compared_months_start() }} and {{ as_of_date() }}
            )
        )
),

everybody as (
    select
        tenants.tenant_id,
        coalesce(statuses.is_physically_present, 0) as is_present,
        if(listed.tenant_id is null, 0, 1) as is_listed,
        coalesce(rooms_of_tenants.rooms, 0) as rooms
    from tenants
    left join statuses on statuses.code = tenants.status_code
    left join listed on listed.tenant_id = tenants.tenant_id
    left join rooms_of_tenants on rooms_of_tenants.tenant_id = tenants.tenant_id
),

-- Of a past day the snapshot has the status and no contract: the list is the tenants of the active list.
tenants_of_month_ends as (
    select /*+ join_prefix(days) */
        days.bridge_date,
        snapshots.tenant_id,
        coalesce(statuses.is_physically_present, 0) as is_present,
        coalesce(statuses.is_in_pipeline, 0) as is_listed,
        0 as rooms
    from days
    inner join snapshots on snapshots.snapshot_date = days.bridge_date
    left join statuses on statuses.code = snapshots.status_code
    where days.bridge_date < {{ as_of_date() }}
),

-- join_prefix: the few days come first, and the rooms of other days are not read.
rooms_of_month_ends as (
    select /*+ join_prefix(days) */
        days.bridge_date,
        room_days.end_tenant_id as tenant_id,
        0 as is_present,
        0 as is_listed,
        count(*) as rooms
    from days
    inner join {{ ref('room_occupancy_daily') }} as room_days on room_days.occupancy_date = days.bridge_date
    where days.bridge_date < {{ as_of_date() }} and room_days.end_tenant_id is not null
    group by days.bridge_date, room_days.end_tenant_id
),

tenants_and_rooms as (
    select * from tenants_of_month_ends
    union all
    select * from rooms_of_month_ends
),

people as (
    select
        {{ as_of_date() }} as bridge_date,
        everybody.*
    from everybody
    union all
    select
        bridge_date,
        tenant_id,
        max(is_present),
        max(is_listed),
        max(rooms)
    from tenants_and_rooms
    group by bridge_date, tenant_id
),

counted as (
    select
        bridge_date,
        sum(is_listed) as listed,
        sum(is_listed = 1 and is_present = 0) as listed_and_absent,
        sum(is_listed = 0 and is_present = 1) as present_and_unlisted,
        sum(is_present) as present,
        sum(is_present = 1 and rooms = 0) as present_without_room,
        sum(if(is_present = 1 and rooms > 1, rooms - 1, 0)) as further_rooms,
        sum(if(is_present = 0, rooms, 0)) as rooms_of_others
    from people
    group by bridge_date
),

steps as (
    select
        bridge_date,
        1 as step_number,
        'Tenants in the list that reproduces the Excel export' as step,
        1 as is_total,
        listed as amount
    from counted
    union all
    select
        bridge_date,
        2,
        'Not in residence: status 4 to 6',
        0,
        -listed_and_absent
    from counted
    union all
    select
        bridge_date,
        3,
        'In residence, but no valid open contract is named in the tenant''s record',
        0,
        present_and_unlisted
    from counted
    union all
    select
        bridge_date,
        4,
        'Tenants in residence: status 7, 9 to 15',
        1,
        present
    from counted
    union all
    select
        bridge_date,
        5,
        'Share a room that counts for another tenant, or have no room of their own',
        0,
        -present_without_room
    from counted
    union all
    select
        bridge_date,
        6,
        'Further rooms of tenants with several, mostly companies',
        0,
        further_rooms
    from counted
    union all
    select
        bridge_date,
        7,
        'Rooms of tenants who arrive on the day before their status says so',
        0,
        rooms_of_others
    from counted
    union all
    select
        bridge_date,
        8,
        'Occupied rooms at the end of the day',
        1,
        rooms_at_end
    from days
),

final as (
    select
        bridge_date,
        if(bridge_date = {{ as_of_date() }}, 1, 0) as is_as_of_day,
        step_number,
        step,
        is_total,
        cast(amount as signed) as amount,
        cast(
            sum(if(is_total = 1 and step_number > 1, 0, amount)) over (
                partition by bridge_date order by step_number
            ) as signed
        ) as running_total,
        {{ as_of_date() }} as as_of_date
    from steps
)

select * from final
