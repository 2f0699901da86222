SELECT MAX(as_of_date) AS gold_day
FROM gold.daily_activity_summary;
