SELECT p.id, p.user, p.host, p.time
FROM information_schema.processlist AS p
WHERE p.id = IS_USED_LOCK(%s)
