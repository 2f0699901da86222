-- Who sees which rows, once row-level security is switched on. An empty tenant_type means: all of them.
-- Today all four organisations see everything; to narrow one, replace its NULL by 'individual' or 'corporate'.
SELECT 'Warburg_PE' AS GroupName, CAST(NULL AS CHAR(16)) AS tenant_type
UNION ALL
SELECT 'JRAM_SPC', NULL
UNION ALL
SELECT 'Tosei_AM', NULL
UNION ALL
SELECT 'GGhouse_PM', NULL
