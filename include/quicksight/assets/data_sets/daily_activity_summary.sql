-- One row per day and tenant type, every day from 2018 to the as-of day. Occupied rooms are known on days with a tenant
-- snapshot; rent and occupancy rate are those of the whole portfolio, repeated on each tenant type.
SELECT
    activity.activity_date,
    activity.tenant_type,
    activity.new_contracts,
    activity.moveins,
    activity.moveouts,
    activity.net_occupancy_change,
    activity.net_moveins,
    CASE activity.tenant_type
        WHEN 'individual' THEN occupancy.rooms_individual
        WHEN 'corporate' THEN occupancy.rooms_corporate
        ELSE occupancy.rooms_unknown
    END AS rooms_occupied,
    occupancy.occupancy_rate AS portfolio_occupancy_rate,
    occupancy.rent_at_start / NULLIF(occupancy.rooms_with_rent_at_start, 0) AS portfolio_rent,
    CASE WHEN activity.activity_date = activity.as_of_date THEN 1 ELSE 0 END AS is_as_of_day,
    CASE
        WHEN DATE_FORMAT(activity.activity_date, '%Y%m') = DATE_FORMAT(activity.as_of_date, '%Y%m') THEN 1
        ELSE 0
    END AS is_as_of_month,
    CASE WHEN activity.activity_date > activity.as_of_date - INTERVAL 90 DAY THEN 1 ELSE 0 END AS is_last_90_days,
    activity.as_of_date
FROM gold.daily_activity_summary AS activity
LEFT JOIN gold.occupancy_daily AS occupancy
    ON occupancy.occupancy_date = activity.activity_date
    AND occupancy.row_kind = 'fact'
