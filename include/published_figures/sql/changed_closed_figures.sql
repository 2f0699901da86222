-- Closed months whose figure is not the last published one although the rules are the same. A month is closed from
-- `closed_after` months after its end; the first publication from then on settles its figures.

-- name: changed
SELECT
  figure.figure_month,
  figure.gold_table,
  figure.metric,
  figure.tenant_type,
  last_published.value AS published_value,
  last_published.as_of_date AS published_as_of,
  figure.value
FROM gold.monthly_figures AS figure
INNER JOIN LATERAL (
  SELECT published.value, published.rule_version, published.as_of_date
  FROM {ops}.published_figures AS published
  WHERE published.gold_table = figure.gold_table COLLATE utf8mb4_0900_as_cs
    AND published.metric = figure.metric COLLATE utf8mb4_0900_as_cs
    AND published.tenant_type = figure.tenant_type COLLATE utf8mb4_0900_as_cs
    AND published.figure_month = figure.figure_month
    AND published.as_of_date <= figure.as_of_date
  ORDER BY published.as_of_date DESC, published.publication_number DESC
  LIMIT 1
) AS last_published ON TRUE
WHERE last_published.rule_version = figure.rule_version
  AND last_published.as_of_date >= figure.figure_month + INTERVAL %(closed_after)s + 1 MONTH
  AND NOT last_published.value <=> figure.value
ORDER BY figure.figure_month, figure.gold_table, figure.metric, figure.tenant_type;

-- name: gone
SELECT DISTINCT
  published.figure_month,
  published.gold_table,
  published.metric,
  published.tenant_type,
  published.value AS published_value,
  published.as_of_date AS published_as_of,
  NULL AS value
FROM {ops}.published_figures AS published
LEFT JOIN gold.monthly_figures AS figure
  ON figure.gold_table COLLATE utf8mb4_0900_as_cs = published.gold_table
  AND figure.metric COLLATE utf8mb4_0900_as_cs = published.metric
  AND figure.tenant_type COLLATE utf8mb4_0900_as_cs = published.tenant_type
  AND figure.figure_month = published.figure_month
WHERE published.as_of_date = (
    SELECT MAX(earlier.as_of_date) FROM {ops}.published_figures AS earlier
    WHERE earlier.as_of_date <= (SELECT MAX(as_of_date) FROM gold.monthly_figures)
  )
  AND published.rule_version = (SELECT MAX(rule_version) FROM gold.monthly_figures)
  AND published.as_of_date >= published.figure_month + INTERVAL %(closed_after)s + 1 MONTH
  AND figure.metric IS NULL
ORDER BY published.figure_month, published.gold_table, published.metric, published.tenant_type;
