-- "facts since the first tenant snapshot, and the 90 days after the as-of day as occupancy_daily projects them. Facts and
-- projection have columns of their own; a day without a snapshot has neither."
with source_rooms as (
    -- "Rooms of the dump that are not living rooms. As-of day only."
    select count(*) as rooms_in_source from rooms where is_physical_room and is_in_source
)

select
    o.occupancy_date,
    o.row_kind,
    case when o.row_kind = 'fact' then o.rooms_at_start end as rooms_at_start,
    case when o.row_kind = 'fact' then o.moveins end as rooms_entered,
    case when o.row_kind = 'fact' then o.moveouts end as rooms_left,
    case when o.row_kind = 'fact' then o.rooms_at_end end as rooms_at_end,
    case when o.row_kind = 'fact' then o.appeared_overnight end as appeared_overnight,
    case when o.row_kind = 'fact' then o.vanished_overnight end as vanished_overnight,
    o.physical_rooms,
    case when o.occupancy_date = getvariable('as_of') then s.rooms_in_source end as rooms_in_source,
    case when o.row_kind = 'fact' then six_decimals(o.rooms_at_start, o.physical_rooms) end as occupancy_rate_at_start,
    case when o.row_kind = 'fact' then six_decimals(o.rooms_at_end, o.physical_rooms) end as occupancy_rate_at_end,
    two_decimals(o.rent_at_start * 100, o.rooms_with_rent_at_start * 100) as rent_jpy,
    -- "computed as rent_at_start x rooms_at_start / (rooms_with_rent_at_start x physical_rooms)"
    two_decimals(
        o.rent_at_start * 100 * o.rooms_at_start, o.rooms_with_rent_at_start * o.physical_rooms * 100
    ) as revpar_jpy,
    two_decimals(
        o.rent_at_start * 100 * o.rooms_at_start * 952, o.rooms_with_rent_at_start * o.physical_rooms * 100000
    ) as recpar_cash_jpy,
    case when o.row_kind = 'projection' then o.moveins end as projected_rooms_entered,
    case when o.row_kind = 'projection' then o.moveouts end as projected_rooms_left,
    case when o.row_kind = 'projection' then o.rooms_at_end end as projected_rooms_at_end,
    case
        when o.row_kind = 'projection' then six_decimals(o.rooms_at_end, o.physical_rooms)
    end as projected_occupancy_rate_at_end,
    (o.occupancy_date = getvariable('as_of'))::int as is_as_of_day,
    (date_diff('day', o.occupancy_date, getvariable('as_of')) < 90)::int as is_last_90_days_or_later,
    o.as_of_date as computed_as_of_date,
    getvariable('as_of') as as_of_date
from occupancy_days as o
cross join source_rooms as s
