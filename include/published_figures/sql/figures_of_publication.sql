SELECT
  gold_table, metric, tenant_type, figure_month, as_of_date, publication_number, value, rule_version,
  published_at, run_id, code_version
FROM {ops}.published_figures
WHERE as_of_date = %(as_of_date)s AND publication_number = %(number)s
ORDER BY gold_table, metric, tenant_type, figure_month;
