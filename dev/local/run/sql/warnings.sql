SELECT warnings FROM ops.pipeline_runs WHERE state = 'success' ORDER BY ended_at DESC LIMIT 1
