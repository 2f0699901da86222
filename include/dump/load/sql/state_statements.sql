-- What a restore reads from and writes to its state tables; {schema} is the quoted state schema.

-- name: object_before
SELECT object_identity FROM {schema}.restore_state WHERE target_schema = %s

-- name: begin
REPLACE INTO {schema}.restore_state VALUES (%s, %s, %s, %s, UTC_TIMESTAMP(3))

-- name: holder
SELECT object_identity, client_host, client_pid, started_at
FROM {schema}.restore_state
WHERE target_schema = %s

-- name: completed_tables
SELECT table_name, facts FROM {schema}.restore_state_tables WHERE target_schema = %s

-- name: table_done
SELECT 1 FROM {schema}.restore_state_tables WHERE target_schema = %s AND table_name = %s

-- name: row_of_table
(%s, %s, %s, UTC_TIMESTAMP(3))

-- name: record_tables
INSERT INTO {schema}.restore_state_tables VALUES {rows}
ON DUPLICATE KEY UPDATE facts = VALUES(facts), finished_at = VALUES(finished_at)

-- name: forget_tables
DELETE FROM {schema}.restore_state_tables WHERE target_schema = %s

-- name: forget_table
DELETE FROM {schema}.restore_state_tables WHERE target_schema = %s AND table_name = %s

-- name: forget_these_tables
DELETE FROM {schema}.restore_state_tables WHERE target_schema = %s AND table_name IN %s

-- name: job_done
SELECT 1 FROM {schema}.restore_state_jobs WHERE target_schema = %s AND table_name = %s AND job = %s

-- name: record_job
INSERT INTO {schema}.restore_state_jobs VALUES (%s, %s, %s)

-- name: forget_jobs
DELETE FROM {schema}.restore_state_jobs WHERE target_schema = %s

-- name: forget_jobs_of_table
DELETE FROM {schema}.restore_state_jobs WHERE target_schema = %s AND table_name = %s

-- name: sessions
SELECT connection_id FROM {schema}.restore_state_sessions WHERE target_schema = %s

-- name: record_session
REPLACE INTO {schema}.restore_state_sessions VALUES (%s, %s)

-- name: forget_sessions
DELETE FROM {schema}.restore_state_sessions WHERE target_schema = %s

-- name: forget_session
DELETE FROM {schema}.restore_state_sessions WHERE target_schema = %s AND connection_id = %s

-- name: sessions_of_part
SELECT connection_id FROM {schema}.restore_state_part_sessions WHERE target_schema = %s AND part = %s

-- name: record_session_of_part
REPLACE INTO {schema}.restore_state_part_sessions VALUES (%s, %s, %s)

-- name: forget_session_of_part
DELETE FROM {schema}.restore_state_part_sessions WHERE target_schema = %s AND connection_id = %s

-- name: forget_sessions_of_parts
DELETE FROM {schema}.restore_state_part_sessions WHERE target_schema = %s

-- name: forget_state
DELETE FROM {schema}.restore_state WHERE target_schema = %s

-- name: notes_of_tries
SELECT (SELECT COUNT(*) FROM {schema}.restore_state_sessions WHERE target_schema = %s)
     + (SELECT COUNT(*) FROM {schema}.restore_state_part_sessions WHERE target_schema = %s)
     + (SELECT COUNT(*) FROM {schema}.restore_state_jobs WHERE target_schema = %s)
