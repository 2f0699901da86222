-- The tables and views of a schema with the columns of their primary keys, in order; a view has none.
SELECT t.TABLE_NAME, k.COLUMN_NAME
FROM information_schema.TABLES AS t
LEFT JOIN information_schema.KEY_COLUMN_USAGE AS k
    ON
        k.TABLE_SCHEMA = t.TABLE_SCHEMA
        AND k.TABLE_NAME = t.TABLE_NAME
        AND k.CONSTRAINT_NAME = 'PRIMARY'
WHERE t.TABLE_SCHEMA = %s
ORDER BY t.TABLE_NAME, k.ORDINAL_POSITION
