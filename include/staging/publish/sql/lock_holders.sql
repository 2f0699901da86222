-- Who holds a lock on a table of these schemas. The text of queries is left out: it may hold names of people.
SELECT t.processlist_id, t.processlist_user, t.processlist_host, t.processlist_command, t.processlist_time,
       MIN(CONCAT(l.object_schema, '.', l.object_name)) AS object_name, COUNT(*) AS locks
FROM performance_schema.metadata_locks AS l
JOIN performance_schema.threads AS t ON t.thread_id = l.owner_thread_id
WHERE l.object_type = 'TABLE'
  AND l.lock_status = 'GRANTED'
  AND l.object_schema IN %(schemas)s
  AND t.processlist_id <> CONNECTION_ID()
GROUP BY t.processlist_id, t.processlist_user, t.processlist_host, t.processlist_command, t.processlist_time
ORDER BY t.processlist_time DESC
LIMIT 5;
