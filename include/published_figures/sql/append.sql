-- Adds the figures of gold that the as-of date does not have yet, or has with another value or rule version.
INSERT INTO {ops}.published_figures (
  gold_table, metric, tenant_type, figure_month, as_of_date, publication_number, value, rule_version,
  published_at, run_id, code_version
)
SELECT
  figure.gold_table,
  figure.metric,
  figure.tenant_type,
  figure.figure_month,
  figure.as_of_date,
  %(publication_number)s,
  figure.value,
  figure.rule_version,
  %(published_at)s,
  %(run_id)s,
  %(code_version)s
FROM gold.monthly_figures AS figure
LEFT JOIN LATERAL (
  SELECT published.value, published.rule_version
  FROM {ops}.published_figures AS published
  WHERE published.gold_table = figure.gold_table COLLATE utf8mb4_0900_as_cs
    AND published.metric = figure.metric COLLATE utf8mb4_0900_as_cs
    AND published.tenant_type = figure.tenant_type COLLATE utf8mb4_0900_as_cs
    AND published.figure_month = figure.figure_month
    AND published.as_of_date = figure.as_of_date
  ORDER BY published.publication_number DESC
  LIMIT 1
) AS last_published ON TRUE
WHERE last_published.rule_version IS NULL
  OR last_published.rule_version <> figure.rule_version
  OR NOT last_published.value <=> figure.value;
