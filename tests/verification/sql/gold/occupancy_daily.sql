-- "row_kind says what a row is: fact (a day up to the as-of day with a snapshot, summed over room_occupancy_daily), gap
-- (a day since the first snapshot that has none: no figures), projection (the 90 days after the as-of day)."
select
    *,
    moveins - moveouts as net_change,
    six_decimals(rooms_at_end, physical_rooms) as occupancy_rate
from occupancy_days
