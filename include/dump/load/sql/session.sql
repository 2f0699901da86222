-- A compact dump says nothing of the session it needs; a classic one does in its header. Both get this one.
SET SESSION time_zone = '+00:00';
SET SESSION foreign_key_checks = 0;
SET SESSION character_set_client = utf8mb4;
SET SESSION lock_wait_timeout = 120;
SET SESSION innodb_lock_wait_timeout = 50;
SET SESSION wait_timeout = 28800;
SET SESSION group_concat_max_len = 1048576;
