-- What a restore reads from and writes to restore_state_claims; {schema} is the quoted state schema.

-- name: take
INSERT INTO {schema}.restore_state_claims (target_schema, token, made) VALUES (%s, %s, '[]')
ON DUPLICATE KEY UPDATE token = VALUES(token)

-- name: check
SELECT token FROM {schema}.restore_state_claims WHERE target_schema = %s LOCK IN SHARE MODE

-- name: made
SELECT made FROM {schema}.restore_state_claims WHERE target_schema = %s

-- name: record_made
UPDATE {schema}.restore_state_claims SET made = %s WHERE target_schema = %s
