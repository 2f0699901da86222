{{ config(
    materialized='replaced_days',
    day_column='occupancy_date',
    built_from='room_occupancy_daily',
    compares_days=true,
    primary_key=['occupancy_date']
) }}

with

room_days as (
    select * from {{ ref('room_occupancy_daily') }}
),

snapshots as (
    select * from {{ ref('stg_tenant_snapshots') }}
),

statuses as (
    select * from {{ ref('code_tenant_status') }}
),

movings as (
    select * from {{ ref('int_stay_movings') }}
    where is_valid_contract = 1 and not (is_completed_moveout = 1 and moveout_date is null)
),

rooms as (
    select * from {{ ref('int_rooms') }}
),

capacity as (
    select {{ total_physical_rooms('rooms') }} as physical_rooms
),

snapshot_days as (
    {{ snapshot_days('snapshots', as_of_date()) }}
),

numbered_days as (
    select
        snapshot_date,
        lag(snapshot_date) over (order by snapshot_date) as previous_date
    from snapshot_days
),

-- Rooms at the end of the last day with a snapshot, and at 00:00 of this one.
nights as (
    -- join_prefix: the few days that are built come first, and the rooms of other days are not read.
    select /*+ join_prefix(days) */
        days.snapshot_date,
        room_days.room_id,
        0 as was_occupied,
        1 as is_occupied
    from numbered_days as days
    inner join room_days on room_days.occupancy_date = days.snapshot_date and room_days.is_occupied_at_start = 1
    where {{ day_is_built_now('days.snapshot_date') }}
    union all
    select /*+ join_prefix(days) */
        days.snapshot_date,
        room_days.room_id,
        1,
        0
    from numbered_days as days
    inner join room_days on room_days.occupancy_date = days.previous_date and room_days.is_occupied_at_end = 1
    where {{ day_is_built_now('days.snapshot_date') }}
),

room_nights as (
    select
        snapshot_date,
        room_id,
        max(was_occupied) as was_occupied,
        max(is_occupied) as is_occupied
    from nights
    group by snapshot_date, room_id
),

overnight as (
    select
        snapshot_date,
        sum(is_occupied > was_occupied) as appeared_overnight,
        sum(was_occupied > is_occupied) as vanished_overnight
    from room_nights
    group by snapshot_date
),

-- A day with a snapshot and no occupied room is a fact too.
facts as (
    select
        snapshot_days.snapshot_date as occupancy_date,
        'fact' as row_kind,
        coalesce(sum(room_days.is_occupied_at_start), 0) as rooms_at_start,
        coalesce(sum(room_days.is_movein), 0) as moveins,
        coalesce(sum(room_days.is_moveout), 0) as moveouts,
        coalesce(sum(room_days.is_occupied_at_end), 0) as rooms_at_end,
        coalesce(sum(room_days.end_tenant_type = 'individual'), 0) as rooms_individual,
        coalesce(sum(room_days.end_tenant_type = 'corporate'), 0) as rooms_corporate,
        coalesce(sum(room_days.end_tenant_type = 'unknown'), 0) as rooms_unknown,
        sum(if(room_days.start_monthly_rent > 0, room_days.start_monthly_rent, 0)) as rent_at_start,
        sum(coalesce(room_days.start_monthly_rent > 0, 0)) as rooms_with_rent_at_start,
        snapshot_days.previous_date as previous_fact_date,
        if(snapshot_days.previous_date is null, null, coalesce(max(overnight.appeared_overnight), 0))
            as appeared_overnight,
        if(snapshot_days.previous_date is null, null, coalesce(max(overnight.vanished_overnight), 0))
            as vanished_overnight,
        null as gap_moveins,
        null as gap_moveouts,
        coalesce(max(room_days.as_of_date), {{ as_of_date() }}) as as_of_date
    from numbered_days as snapshot_days
    left join room_days on room_days.occupancy_date = snapshot_days.snapshot_date
    left join overnight on overnight.snapshot_date = snapshot_days.snapshot_date
    where {{ day_is_built_now('snapshot_days.snapshot_date') }}
    group by snapshot_days.snapshot_date, snapshot_days.previous_date
),

-- A day without a snapshot: nothing is known, and nothing is made up.
gaps as (
    select days.day as occupancy_date
    from (
        {{ date_spine('(select min(snapshot_date) from snapshot_days)', as_of_date()) }}
    ) as days
    left join snapshot_days on snapshot_days.snapshot_date = days.day
    where snapshot_days.snapshot_date is null
),

-- What the contracts say of such days: arrivals and departures that no snapshot saw.
gap_movements as (
    select
        stay_move_in_date as occupancy_date,
        room_id,
        1 as moveins,
        0 as moveouts
    from {{ ref('int_stay_movings') }}
    where
        moving_id = contract_id and is_valid_contract = 1
        and not coalesce(is_completed_moveout = 1 and moveout_date < stay_move_in_date, 0)
    union all
    select
        moveout_date,
        room_id,
        0,
        1
    from {{ ref('int_stay_movings') }}
    where
        moving_id = contract_id and is_valid_contract = 1 and is_completed_moveout = 1
        and not coalesce(moveout_date < stay_move_in_date, 0)
),

counted_gaps as (
    select
        gaps.occupancy_date,
        sum(if(rooms.room_id is null, 0, gap_movements.moveins)) as moveins,
        sum(if(rooms.room_id is null, 0, gap_movements.moveouts)) as moveouts
    from gaps
    left join gap_movements on gap_movements.occupancy_date = gaps.occupancy_date
    left join rooms on rooms.room_id = gap_movements.room_id and rooms.is_physical_room = 1
    group by gaps.occupancy_date
),

base_day as (
    select max(snapshot_date) as day
    from snapshot_days
),

-- As on fact days: the end of a term is no departure before the tenant gives notice or the source calls it done.
contracts as (
    select
        movings.moving_id,
        movings.room_id,
        movings.move_in_date,
        movings.moveout_date,
        base_day.day as base_day,
        statuses.is_in_pipeline,
        coalesce(
            movings.completed_moveout_date,
            if(statuses.is_moveout_side = 1, movings.noticed_moveout_date, null)
        ) as believed_moveout_date
    from base_day
    inner join snapshots on snapshots.snapshot_date = base_day.day
    inner join statuses on statuses.code = snapshots.status_code
    inner join movings on movings.tenant_id = snapshots.tenant_id
),

-- The projection starts from the rooms occupied at the end of the last fact day ...

base_rooms as (
    select
        room_days.room_id,
        contracts.base_day as occupied_from,
        if(
            contracts.believed_moveout_date > contracts.base_day,
            contracts.believed_moveout_date,
            date '9999-12-31'
        ) as occupied_until,
        0 as is_arrival
    from contracts
    inner join room_days
        on room_days.occupancy_date = contracts.base_day and room_days.end_contract_id = contracts.moving_id
),

-- ... and knows only what the contracts already say: a start or a leaving day in the future.
arrivals as (
    select
        contracts.room_id,
        contracts.move_in_date as occupied_from,
        coalesce(contracts.believed_moveout_date, date '9999-12-31') as occupied_until,
        1 as is_arrival
    from contracts
    inner join rooms
        on rooms.room_id = contracts.room_id and rooms.is_physical_room = 1 and rooms.is_in_source = 1
    where
        contracts.is_in_pipeline = 1
        and contracts.move_in_date > contracts.base_day
        and contracts.move_in_date <= date_add({{ as_of_date() }}, interval {{ var('occupancy_projection_days') }} day)
        and coalesce(contracts.moveout_date, date '9999-12-31') > contracts.move_in_date
),

stays as (
    select * from base_rooms
    union all
    select * from arrivals
),

-- Stays of one room that overlap are one: a room counts once, also in the future.
compared as (
    select
        stays.*,
        max(occupied_until) over (
            partition by room_id order by occupied_from, is_arrival, occupied_until
            rows between unbounded preceding and 1 preceding
        ) as occupied_before_until
    from stays
),

numbered as (
    select
        compared.*,
        sum(occupied_before_until is null or occupied_from >= occupied_before_until) over (
            partition by room_id order by occupied_from, is_arrival, occupied_until
        ) as stay_number
    from compared
),

merged_stays as (
    select
        room_id,
        min(occupied_from) as occupied_from,
        max(occupied_until) as occupied_until,
        min(is_arrival) as is_arrival
    from numbered
    group by room_id, stay_number
),

changes as (
    select
        occupied_from as occupancy_date,
        1 as moveins,
        0 as moveouts
    from merged_stays
    where is_arrival = 1
    union all
    select
        occupied_until,
        0,
        1
    from merged_stays
    union all
    select
        days.day,
        0,
        0
    from (
        {{ date_spine(
            'date_add(' ~ as_of_date() ~ ', interval 1 day)',
            'date_add(' ~ as_of_date() ~ ', interval ' ~ var('occupancy_projection_days') ~ ' day)'
        ) }}
    ) as days
),

changes_by_day as (
    select
        occupancy_date,
        sum(moveins) as moveins,
        sum(moveouts) as moveouts
    from changes
    where occupancy_date <= date_add({{ as_of_date() }}, interval {{ var('occupancy_projection_days') }} day)
    group by occupancy_date
),

projection as (
    select
        changes_by_day.occupancy_date,
        changes_by_day.moveins,
        changes_by_day.moveouts,
        (select count(*) from base_rooms) + sum(changes_by_day.moveins - changes_by_day.moveouts) over (
            order by changes_by_day.occupancy_date
        ) as rooms_at_end
    from changes_by_day
),

all_days as (
    select * from facts
    union all
    select
        occupancy_date,
        'gap',
        null, null, null, null, null, null, null, null, null, null, null, null,
        moveins,
        moveouts,
        {{ as_of_date() }}
    from counted_gaps
    union all
    select
        occupancy_date,
        'projection',
        rooms_at_end - moveins + moveouts,
        moveins,
        moveouts,
        rooms_at_end,
        null, null, null, null, null, null, null, null, null, null,
        {{ as_of_date() }}
    from projection
    where occupancy_date > {{ as_of_date() }}
),

final as (
    select
        all_days.occupancy_date,
        all_days.row_kind,
        cast(all_days.rooms_at_start as signed) as rooms_at_start,
        cast(all_days.moveins as signed) as moveins,
        cast(all_days.moveouts as signed) as moveouts,
        cast(all_days.moveins - all_days.moveouts as signed) as net_change,
        cast(all_days.rooms_at_end as signed) as rooms_at_end,
        capacity.physical_rooms,
        {{ ratio('all_days.rooms_at_end', 'capacity.physical_rooms', 'decimal(7, 6)') }} as occupancy_rate,
        cast(all_days.rooms_individual as signed) as rooms_individual,
        cast(all_days.rooms_corporate as signed) as rooms_corporate,
        cast(all_days.rooms_unknown as signed) as rooms_unknown,
        cast(all_days.rent_at_start as decimal(16, 2)) as rent_at_start,
        cast(all_days.rooms_with_rent_at_start as signed) as rooms_with_rent_at_start,
        all_days.previous_fact_date,
        cast(all_days.appeared_overnight as signed) as appeared_overnight,
        cast(all_days.vanished_overnight as signed) as vanished_overnight,
        cast(all_days.gap_moveins as signed) as gap_moveins,
        cast(all_days.gap_moveouts as signed) as gap_moveouts,
        all_days.as_of_date
    from all_days
    cross join capacity
)

select * from final
