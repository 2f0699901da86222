INSERT INTO {ops}.published_figures (
  gold_table, metric, tenant_type, figure_month, as_of_date, publication_number, value, rule_version,
  published_at, run_id, code_version
)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s);
