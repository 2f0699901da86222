-- The last month before that of a day, as it closes.
select
    occupancy_month,
    opening_date,
    opening_rooms,
    moveins,
    moveouts,
    appeared_overnight,
    vanished_overnight,
    closing_rooms,
    closing_date
from gold.occupancy_monthly
where fact_days > 0 and occupancy_month < date_format(%s, '%%Y-%%m')
order by occupancy_month desc
limit 1
