SELECT dag_id, run_id, dump_date, state, started_at, ended_at, environment, code_version,
       stage_seconds, layer_rows, spice_rows, warnings
FROM pipeline_runs
WHERE state = 'success'
  AND dag_id = %(dag_id)s
ORDER BY dump_date DESC, ended_at DESC
LIMIT 1;
