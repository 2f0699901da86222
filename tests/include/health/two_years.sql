CREATE TEMPORARY TABLE days AS
WITH RECURSIVE n AS (SELECT 0 AS back UNION ALL SELECT back + 1 FROM n WHERE back < 729)
SELECT @today - INTERVAL back DAY AS day FROM n;

CREATE TEMPORARY TABLE numbers AS
WITH RECURSIVE n AS (SELECT 0 AS number UNION ALL SELECT number + 1 FROM n WHERE number < 80)
SELECT number FROM n;

INSERT INTO restores
SELECT CONCAT('r', day), 'l', day, 'b', 'k', 'e', 'v', NULL, 9, 9, 81, 9, 0, NOW(), NOW(), 15, 'c', 'r', NULL FROM days;

INSERT INTO restored_tables
SELECT CONCAT('r', day), IF(number = 0, 'movings', CONCAT('t', number)), 1000, NULL, NULL, '', NULL
FROM days CROSS JOIN numbers;

INSERT INTO quality_results
SELECT CONCAT('r', day), CONCAT('rule', number), 'l', day, 'error', 'passed', '1,000', '> 10', '', NOW(), 'r'
FROM days CROSS JOIN numbers WHERE number < 45;

INSERT INTO publications
  (load_id, restore_id, dump_date, object_key, etag, table_count, row_count, action, published_at, code_version, run_id)
SELECT 'l', CONCAT('r', day), day, 'k', 'e', 81, 9, 'publish', NOW(), 'c', 'r' FROM days ORDER BY day;
