-- Connections with an open transaction and since how many seconds. Needs PROCESS. Not joined with
-- information_schema.processlist, which fails while any session runs a statement with bytes that are no text.
SELECT trx_mysql_thread_id, TIMESTAMPDIFF(SECOND, trx_started, NOW())
FROM information_schema.innodb_trx;
