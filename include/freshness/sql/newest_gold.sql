SELECT MAX(as_of_date)
FROM gold.daily_activity_summary;
