SELECT restore_id, rule_name, load_id, dump_date, severity, status, measured, threshold, detail, checked_at, run_id
FROM quality_results
WHERE restore_id = %(restore_id)s
ORDER BY rule_name;
