-- What a restore reads from and writes to restore_state_claims and restore_state_parts; {schema} is the quoted state schema.

-- name: take
INSERT INTO {schema}.restore_state_claims (target_schema, token, made) VALUES (%s, %s, '[]')
ON DUPLICATE KEY UPDATE token = VALUES(token)

-- name: check
SELECT token FROM {schema}.restore_state_claims WHERE target_schema = %s LOCK IN SHARE MODE

-- name: made
SELECT made FROM {schema}.restore_state_claims WHERE target_schema = %s

-- name: record_made
UPDATE {schema}.restore_state_claims SET made = %s WHERE target_schema = %s

-- name: take_part
INSERT INTO {schema}.restore_state_parts VALUES (%s, %s, %s)
ON DUPLICATE KEY UPDATE token = VALUES(token)

-- name: check_part
SELECT token FROM {schema}.restore_state_parts WHERE target_schema = %s AND part = %s LOCK IN SHARE MODE
