-- Published figures of past months that are another figure now (dbt/models/gold/quality/restatements.yml).
SELECT gold_table, metric, tenant_type, DATE_FORMAT(figure_month, '%Y-%m') AS month, first_as_of_date,
       first_published_value, value AS present_value, difference, reason, as_of_date
FROM gold.restatements
ORDER BY figure_month DESC, gold_table, metric, tenant_type
LIMIT 500;
