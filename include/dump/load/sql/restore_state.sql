-- What a restore has done so far, so that the next try goes on instead of starting again.
-- Written by the restore itself, in the transactions of its loads; the run ledger keeps the history.

CREATE TABLE IF NOT EXISTS {schema}.restore_state (
    target_schema varchar(64) NOT NULL COMMENT 'schema being restored into',
    object_identity varchar(2048) NOT NULL COMMENT 'address and version (ETag) of the dump',
    client_host varchar(255) NOT NULL COMMENT 'machine of the last try',
    client_pid int unsigned NOT NULL COMMENT 'its process',
    started_at datetime(3) NOT NULL COMMENT 'start of the last try, UTC',
    PRIMARY KEY (target_schema)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS {schema}.restore_state_tables (
    target_schema varchar(64) NOT NULL,
    table_name varchar(64) NOT NULL,
    facts json NOT NULL COMMENT 'the summary of the complete table',
    finished_at datetime(3) NOT NULL COMMENT 'UTC',
    PRIMARY KEY (target_schema, table_name)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS {schema}.restore_state_jobs (
    target_schema varchar(64) NOT NULL,
    table_name varchar(64) NOT NULL,
    job int unsigned NOT NULL COMMENT 'number of a committed load, tells whether a lost COMMIT was done',
    PRIMARY KEY (target_schema, table_name, job)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS {schema}.restore_state_sessions (
    target_schema varchar(64) NOT NULL,
    connection_id bigint unsigned NOT NULL COMMENT 'server thread of a loading connection',
    PRIMARY KEY (target_schema, connection_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS {schema}.restore_state_claims (
    target_schema varchar(64) NOT NULL,
    token char(32) NOT NULL COMMENT 'of the only restore that may write',
    made json NOT NULL COMMENT 'names of the tables that restores have made in the schema',
    PRIMARY KEY (target_schema)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- Only for a restore that several workers share.
CREATE TABLE IF NOT EXISTS {schema}.restore_state_parts (
    target_schema varchar(64) NOT NULL,
    part smallint unsigned NOT NULL COMMENT 'number of the part, from 1',
    token char(32) NOT NULL COMMENT 'of the only try of the part that may write',
    PRIMARY KEY (target_schema, part)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS {schema}.restore_state_part_sessions (
    target_schema varchar(64) NOT NULL,
    part smallint unsigned NOT NULL,
    connection_id bigint unsigned NOT NULL COMMENT 'server thread of a try of the part',
    PRIMARY KEY (target_schema, part, connection_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;
