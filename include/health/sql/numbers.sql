-- The key figures of the four dashboards, from gold: sums and averages only, no row of a person.

-- name: numbers_kpi
SELECT metric_date, is_month_end, occupancy_rate_at_start, rent_jpy, revpar_jpy, recpar_cash_jpy, rooms_at_end, physical_rooms,
       as_of_date
FROM gold.kpi_month_end_metrics
WHERE is_gap = 0
ORDER BY metric_date;

-- name: numbers_occupancy
SELECT occupancy_date, occupancy_rate, rooms_at_end, moveins, moveouts
FROM gold.occupancy_daily
WHERE row_kind = 'fact'
ORDER BY occupancy_date;

-- name: numbers_activity
SELECT DATE_FORMAT(activity_date, '%Y-%m') AS month, SUM(signings) AS signings, SUM(new_signings) AS new_signings,
       SUM(renewals) AS renewals, SUM(moveins) AS moveins, SUM(moveouts) AS moveouts, MAX(as_of_date) AS as_of_date
FROM gold.daily_activity_summary
GROUP BY month
ORDER BY month DESC
LIMIT 25;

-- name: numbers_notices
SELECT DATE_FORMAT(notice_month, '%Y-%m') AS month, SUM(notices) AS notices,
       SUM(pending_moveouts) AS pending_moveouts,
       SUM(notices * average_notice_lead_time_days) / NULLIF(SUM(notices), 0) AS average_notice_lead_time_days,
       MAX(as_of_date) AS as_of_date
FROM gold.moveout_notices_monthly
GROUP BY month
ORDER BY month DESC
LIMIT 25;

-- name: numbers_moveouts
SELECT moveout_year_month AS month, SUM(moveout_count) AS moveout_count,
       SUM(moveout_count * average_tenure_months) / NULLIF(SUM(moveout_count), 0) AS average_tenure_months,
       SUM(moveout_count * average_rent) / NULLIF(SUM(moveout_count), 0) AS average_rent,
       MAX(as_of_date) AS as_of_date
FROM gold.moveout_summary
GROUP BY month
ORDER BY month DESC
LIMIT 25;

-- name: numbers_municipalities
SELECT municipality, SUM(rooms_at_end) AS rooms_at_end, SUM(physical_rooms) AS physical_rooms,
       SUM(rooms_at_end) / NULLIF(SUM(physical_rooms), 0) AS occupancy_rate, MAX(as_of_date) AS as_of_date
FROM gold.occupancy_property_daily
WHERE occupancy_date = (SELECT MAX(occupancy_date) FROM gold.occupancy_property_daily)
GROUP BY municipality
ORDER BY rooms_at_end DESC;

-- name: numbers_external_figures
SELECT comparison, DATE_FORMAT(figure_month, '%Y-%m') AS month, compared_figure, tenant_type, their_source, their_value,
       our_value, difference, explanation, our_first_published_value, our_restatement_reason, our_definition, note, as_of_date
FROM gold.external_figures_compared
WHERE comparison <> 'not entered'
ORDER BY comparison, figure_month DESC, entry_id
LIMIT 100;

-- name: numbers_definitions
SELECT metric, gold_table, label, definition, unit, filter, source
FROM gold.metric_definitions
ORDER BY gold_table, metric;
