-- One row per day and tenant type, every day from 2018 to the as-of day.
SELECT
    activity_date,
    tenant_type,
    new_contracts,
    moveins,
    moveouts,
    net_occupancy_change,
    net_moveins,
    CASE WHEN DATE_FORMAT(activity_date, '%Y%m') = DATE_FORMAT(as_of_date, '%Y%m') THEN 1 ELSE 0 END AS is_as_of_month,
    CASE WHEN activity_date > as_of_date - INTERVAL 90 DAY THEN 1 ELSE 0 END AS is_last_90_days,
    as_of_date
FROM gold.daily_activity_summary
