SELECT id
FROM information_schema.processlist
WHERE id IN %s AND COALESCE(db, '') = %s AND user = SUBSTRING_INDEX(CURRENT_USER(), '@', 1)
