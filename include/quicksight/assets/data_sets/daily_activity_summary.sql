SELECT * FROM gold.daily_activity_summary
