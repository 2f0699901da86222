-- Faster index builds where the server knows these (MySQL 8.0.27 and newer).
SET SESSION innodb_ddl_buffer_size = 33554432;
