-- Sessions that may hold a table: those with an open transaction, and those running a query. Needs PROCESS.
SELECT p.id, p.user, p.host, p.command, GREATEST(p.time, COALESCE(TIMESTAMPDIFF(SECOND, t.trx_started, NOW()), 0))
FROM information_schema.processlist AS p
LEFT JOIN information_schema.innodb_trx AS t ON t.trx_mysql_thread_id = p.id
WHERE p.id <> CONNECTION_ID()
  AND (t.trx_id IS NOT NULL OR p.command = 'Query')
ORDER BY 5 DESC
LIMIT 5;
