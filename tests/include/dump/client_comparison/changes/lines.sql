SET sql_mode = '';
SET sql_mode = 'NO_BACKSLASH_ESCAPES';
SET sql_mode = 'ANSI_QUOTES';
SET sql_mode = CONCAT(@@sql_mode, ',NO_AUTO_VALUE_ON_ZERO');
SET NAMES latin1;
/*!40101 SET NAMES binary */;
SET character_set_client = cp932;
SET time_zone = '+03:00';
SET foreign_key_checks = 1;
SET default_storage_engine = MyISAM;
SET autocommit = 0;
SET insert_id = 50;
START TRANSACTION;
COMMIT;
ROLLBACK;
DELIMITER //
DELIMITER ;
-- a comment with a ' quote
# another; with a ' quote
/* a comment; with a ' quote */
/*!50000 SET @x = 'a' */;
/*M!100100 SET @m = 1 */;
SET @c = 'it''s; not the end';
ALTER TABLE t ADD KEY kk (id);
ALTER TABLE t AUTO_INCREMENT = 500;
ALTER TABLE t ADD z int DEFAULT 5;
CREATE INDEX ix ON t (id);
DELETE FROM t;
TRUNCATE t;
DROP TABLE IF EXISTS t;
INSERT INTO t (id) VALUES (900);
REPLACE INTO t (id) VALUES (1), (901);
CREATE TABLE IF NOT EXISTS extra (a int, b varchar(9) DEFAULT 'x');
