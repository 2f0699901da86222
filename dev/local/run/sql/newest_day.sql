SELECT activity_date, tenant_type, new_contracts, moveins, moveouts, net_occupancy_change
FROM gold.daily_activity_summary
WHERE activity_date = (SELECT MAX(activity_date) FROM gold.daily_activity_summary)
ORDER BY tenant_type
