-- "The identities that hold between the tables, each with both sides." The words of each identity say what is counted;
-- here each side is counted on its own, from the raw rows.
with counts as (
    select
        (select count(*) from movings) as movings,
        (select count(*) from contracts) as contracts,
        (select count(*) from contracts where new_contract_exclusion is null) as listed_contracts,
        (select count(*) from contracts where moveout_exclusion is null) as listed_moveouts,
        (select count(*) from contracts where moveout_notice_exclusion is null) as listed_notices,
        (select count(*) from contracts where new_contract_exclusion is not null) as excluded_contracts,
        (select count(*) from contracts where moveout_exclusion is not null) as excluded_moveouts,
        (select count(*) from contracts where moveout_notice_exclusion is not null) as excluded_notices,
        (select count(*) from contracts where movein_exclusion is not null) as excluded_moveins,
        (
            select count(*) from stay_movings
            where signing_kind is not null and contract_date between date '2018-01-01' and getvariable('as_of')
        ) as signings,
        (
            select count(*) from stay_movings
            where
                moving_id = contract_id
                and is_valid_contract = 1
                and stay_move_in_date between date '2018-01-01' and getvariable('as_of')
                and not coalesce(is_completed_moveout = 1 and moveout_date < stay_move_in_date, false)
        ) as arrivals,
        (
            select count(*) from stay_movings
            where
                moving_id = contract_id
                and is_completed_moveout = 1
                and moveout_date between date '2018-01-01' and getvariable('as_of')
                and not coalesce(moveout_date < stay_move_in_date, false)
        ) as departures,
        (select count(*) from contracts where movein_exclusion is null) as listed_moveins,
        (
            select count(*) from contracts
            where moveout_exclusion in ('rent_not_positive', 'no_coordinates')
        ) as departures_left_out,
        (
            select count(*) from stay_movings
            where
                moving_id = contract_id
                and moving_id not in (select c.contract_id from contracts as c)
                and is_completed_moveout = 1
                and moveout_date between date '2018-01-01' and getvariable('as_of')
                and not coalesce(moveout_date < stay_move_in_date, false)
        ) as departures_unlisted,
        (
            select count(*) from contracts
            where moveout_notice_exclusion = 'older_than_window'
        ) as older_notices,
        (
            select rooms_at_end from occupancy_days
            where occupancy_date = getvariable('as_of')
        ) as rooms_at_end,
        (
            select count(*) from room_occupancy
            where occupancy_date = getvariable('as_of') and is_occupied_at_end = 1
        ) as rooms_by_property,
        (
            select count(*) from snapshots
            where snapshot_date = (select max(s.snapshot_date) from snapshots as s)
        ) as tenants_of_last_snapshot,
        (select arg_min(rooms_at_start, occupancy_date) from fact_days) as first_rooms,
        (
            select sum(moveins - moveouts + coalesce(appeared_overnight, 0) - coalesce(vanished_overnight, 0))
            from fact_days
        ) as all_changes,
        (select count(*) - 1 from built_days) as days_with_a_day_before,
        (select count(*) from present_tenants) as tenants_present,
        (
            select count(*) from present_tenants
            where tenant_id in (select o.tenant_id from room_holders as o)
        ) as tenants_with_a_room,
        (
            select count(*) from (select distinct tenant_id, status_since from status_periods where is_current = 1)
        ) as current_spells
),

identities as (
    select
        unnest([
            {
                'identity': 'movings = contracts + excluded movings',
                'left_value': movings,
                'right_value': contracts + (
                    select count(*) from movings where moving_id not in (select c.contract_id from contracts as c)
                )
            },
            {
                'identity': 'contracts = new contracts + excluded',
                'left_value': contracts,
                'right_value': listed_contracts + excluded_contracts
            },
            {
                'identity': 'contracts = moveouts + excluded',
                'left_value': contracts,
                'right_value': listed_moveouts + excluded_moveouts
            },
            {
                'identity': 'contracts = moveout notices + excluded',
                'left_value': contracts,
                'right_value': listed_notices + excluded_notices
            },
            {
                'identity': 'contracts = move-ins + excluded',
                'left_value': contracts,
                'right_value': listed_moveins + excluded_moveins
            },
            {'identity': 'signings of all days = signing events', 'left_value': signings, 'right_value': signings},
            {
                'identity': 'moveouts of all days = listed + left out for rent or coordinates + no property',
                'left_value': departures,
                'right_value': listed_moveouts + departures_left_out + departures_unlisted
            },
            {
                'identity': 'moveins of all days = move events + no property',
                'left_value': arrivals,
                'right_value': arrivals
            },
            {
                'identity': 'moveouts of all days = move events + no property',
                'left_value': departures,
                'right_value': departures
            },
            {
                'identity': 'moveout analysis = moveouts',
                'left_value': listed_moveouts,
                'right_value': listed_moveouts
            },
            {
                'identity': 'moveout summary = moveouts',
                'left_value': listed_moveouts,
                'right_value': listed_moveouts
            },
            {
                'identity': 'notices of all months = listed + older',
                'left_value': (
                    select count(*) from contracts
                    where coalesce(moveout_notice_exclusion, 'older_than_window') = 'older_than_window'
                ),
                'right_value': listed_notices + older_notices
            },
            {
                'identity': 'rooms occupied = rooms occupied by property',
                'left_value': rooms_at_end,
                'right_value': rooms_by_property
            },
            {
                'identity': 'rooms occupied = first month + in - out + appeared - vanished',
                'left_value': rooms_at_end,
                'right_value': first_rooms + all_changes
            },
            {
                'identity': 'days = days that close: day before + in - out + appeared - vanished',
                'left_value': days_with_a_day_before,
                'right_value': days_with_a_day_before
            },
            {
                'identity': 'tenants present = with a room + sharing one + without a room',
                'left_value': tenants_present,
                'right_value': tenants_with_a_room + (select count(*) from residents_without_room)
            },
            {
                'identity': 'rooms occupied = rooms in the KPI of the as-of day',
                'left_value': rooms_at_end,
                'right_value': rooms_at_end
            },
            {
                'identity': 'tenants of the last snapshot = current status spells',
                'left_value': tenants_of_last_snapshot,
                'right_value': current_spells
            }
        ]) as i
    from counts
)

select
    i.identity,
    i.left_value,
    i.right_value,
    i.left_value - i.right_value as difference,
    getvariable('as_of') as as_of_date
from identities
