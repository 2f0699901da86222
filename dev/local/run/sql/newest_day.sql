SELECT activity_date, tenant_type, new_signings, renewals, moveins, moveouts, net_moveins
FROM gold.daily_activity_summary
WHERE activity_date = (SELECT MAX(activity_date) FROM gold.daily_activity_summary)
ORDER BY tenant_type
