{{ config(primary_key=['step_number']) }}

with

tenants as (
    select * from {{ ref('int_tenants') }}
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

occupancy as (
    select * from {{ ref('occupancy_daily') }}
    where occupancy_date = {{ as_of_date() }} and row_kind = 'fact'
),

everybody as (
    select
        tenants.tenant_id,
        tenants.is_physically_present as is_present,
        if(listed.tenant_id is null, 0, 1) as is_listed,
        coalesce(rooms_of_tenants.rooms, 0) as rooms
    from tenants
    left join listed on listed.tenant_id = tenants.tenant_id
    left join rooms_of_tenants on rooms_of_tenants.tenant_id = tenants.tenant_id
),

counted as (
    select
        sum(is_listed) as listed,
        sum(is_listed = 1 and is_present = 0) as listed_and_absent,
        sum(is_listed = 0 and is_present = 1) as present_and_unlisted,
        sum(is_present) as present,
        sum(is_present = 1 and rooms = 0) as present_without_room,
        sum(if(is_present = 1 and rooms > 1, rooms - 1, 0)) as further_rooms,
        sum(if(is_present = 0, rooms, 0)) as rooms_of_others
    from everybody
),

steps as (
    select
        1 as step_number,
        'Tenants in the list that reproduces the Excel export' as step,
        1 as is_total,
        listed as amount
    from counted
    union all
    select
        2,
        'Not in residence: status 4 to 6',
        0,
        -listed_and_absent
    from counted
    union all
    select
        3,
        'In residence, but no valid open contract is named in the tenant''s record',
        0,
        present_and_unlisted
    from counted
    union all
    select
        4,
        'Tenants in residence: status 7, 9 to 15',
        1,
        present
    from counted
    union all
    select
        5,
        'Share a room that counts for another tenant, or have no room of their own',
        0,
        -present_without_room
    from counted
    union all
    select
        6,
        'Further rooms of tenants with several, mostly companies',
        0,
        further_rooms
    from counted
    union all
    select
        7,
        'Rooms of tenants who arrive on the day before their status says so',
        0,
        rooms_of_others
    from counted
    union all
    select
        8,
        'Occupied rooms at the end of the day',
        1,
        coalesce((select rooms_at_end from occupancy), 0)
    from counted
),

final as (
    select
        step_number,
        step,
        is_total,
        cast(amount as signed) as amount,
        cast(
            sum(if(is_total = 1 and step_number > 1, 0, amount)) over (order by step_number) as signed
        ) as running_total,
        {{ as_of_date() }} as as_of_date
    from steps
)

select * from final
