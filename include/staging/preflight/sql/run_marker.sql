SELECT marker
FROM run_markers
WHERE run_id = %(run_id)s;
