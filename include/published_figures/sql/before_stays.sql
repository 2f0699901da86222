-- What gold showed under rule version 1, before it is built by the rules of ADR 0015 for the first time: with it the
-- change of rules is the first restatement. Signings were called new_contracts then.

-- name: shows_version_1
SELECT
  SUM(column_name = 'new_contracts') = 1
  AND SUM(column_name = 'moveins') = 1
  AND SUM(column_name = 'new_signings') = 0
FROM information_schema.columns
WHERE table_schema = 'gold' AND table_name = 'daily_activity_summary';

-- name: append
INSERT INTO {ops}.published_figures (
  gold_table, metric, tenant_type, figure_month, as_of_date, publication_number, value, rule_version,
  published_at, run_id, code_version
)
SELECT
  'daily_activity_summary', metric.name, monthly.tenant_type, monthly.figure_month, monthly.as_of_date, 1,
  CASE metric.name
    WHEN 'signings' THEN monthly.signings
    WHEN 'moveins' THEN monthly.moveins
    WHEN 'moveouts' THEN monthly.moveouts
    ELSE monthly.moveins - monthly.moveouts
  END,
  1, %(published_at)s, %(run_id)s, %(code_version)s
FROM (
  SELECT
    CAST(DATE_FORMAT(activity_date, '%%Y-%%m-01') AS DATE) AS figure_month,
    tenant_type,
    SUM(new_contracts) AS signings,
    SUM(moveins) AS moveins,
    SUM(moveouts) AS moveouts,
    MAX(as_of_date) AS as_of_date
  FROM gold.daily_activity_summary
  GROUP BY figure_month, tenant_type
) AS monthly
CROSS JOIN (
  SELECT 'signings' AS name UNION ALL SELECT 'moveins' UNION ALL SELECT 'moveouts' UNION ALL SELECT 'net_moveins'
) AS metric
UNION ALL
SELECT
  'kpi_month_end_metrics', metric.name, 'all', CAST(CONCAT(kpi.metric_month, '-01') AS DATE), kpi.as_of_date, 1,
  CASE metric.name
    WHEN 'rooms_at_start' THEN kpi.rooms_at_start
    WHEN 'rooms_at_end' THEN kpi.rooms_at_end
    WHEN 'occupancy_rate_at_start' THEN kpi.occupancy_rate
    WHEN 'rent_jpy' THEN kpi.rent_jpy
    WHEN 'revpar_jpy' THEN kpi.revpar_jpy
    ELSE kpi.recpar_cash_jpy
  END,
  1, %(published_at)s, %(run_id)s, %(code_version)s
FROM gold.kpi_month_end_metrics AS kpi
CROSS JOIN (
  SELECT 'rooms_at_start' AS name UNION ALL SELECT 'rooms_at_end' UNION ALL SELECT 'occupancy_rate_at_start'
  UNION ALL SELECT 'rent_jpy' UNION ALL SELECT 'revpar_jpy' UNION ALL SELECT 'recpar_cash_jpy'
) AS metric;
