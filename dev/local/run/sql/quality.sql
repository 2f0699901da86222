SELECT rule_name, severity, status, measured, threshold
FROM ops.quality_results
WHERE restore_id = (SELECT restore_id FROM ops.publications ORDER BY publication_id DESC LIMIT 1)
ORDER BY FIELD(status, 'failed', 'waived', 'skipped', 'passed'), rule_name
