-- "the last day of each month since the first snapshot, and the as-of day as the month to date, taken from
-- occupancy_daily. A month end without a snapshot has a row without figures."
with metric_days as (
    select *
    from occupancy_days
    where
        row_kind <> 'projection'
        and (occupancy_date = last_day(occupancy_date) or occupancy_date = getvariable('as_of'))
)

select
    occupancy_date as metric_date,
    strftime(occupancy_date, '%Y-%m') as metric_month,
    (occupancy_date = last_day(occupancy_date))::int as is_month_end,
    (row_kind = 'gap')::int as is_gap,
    -- "settled if the day was computed from a dump at least 3 days later; provisional before that; no snapshot for a gap"
    case
        when row_kind = 'gap' then 'no snapshot' when as_of_date - occupancy_date < 3 then 'provisional' else 'settled'
    end as settlement,
    rooms_at_start,
    moveins as same_day_moveins,
    moveouts as same_day_moveouts,
    rooms_at_end,
    physical_rooms,
    -- "rooms_at_start / physical_rooms, six decimals: the rate at 00:00"
    six_decimals(rooms_at_start, physical_rooms) as occupancy_rate_at_start,
    -- "Old name of occupancy_rate_at_start"
    six_decimals(rooms_at_start, physical_rooms) as occupancy_rate,
    rooms_at_start - rooms_with_rent_at_start as rooms_without_rent,
    -- "RENT: rent_at_start / rooms_with_rent_at_start, two decimals."
    two_decimals(rent_at_start * 100, rooms_with_rent_at_start * 100) as rent_jpy,
    -- "computed as rent_at_start x rooms_at_start / (rooms_with_rent_at_start x physical_rooms) and rounded once to two
    -- decimals"
    two_decimals(
        rent_at_start * 100 * rooms_at_start, rooms_with_rent_at_start * physical_rooms * 100
    ) as revpar_jpy,
    -- "the unrounded RevPAR x 0.952; rounded once to two decimals"
    two_decimals(
        rent_at_start * 100 * rooms_at_start * 952, rooms_with_rent_at_start * physical_rooms * 100000
    ) as recpar_cash_jpy,
    -- a room left that day counts at 00:00, one entered that day does not; the version of these definitions
    'rooms at 00:00: leaving rooms count, same-day arrivals do not' as same_day_policy,
    '2026-03' as definition_version,
    as_of_date as computed_as_of_date,
    getvariable('as_of') as as_of_date
from metric_days
