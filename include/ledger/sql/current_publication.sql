-- What readers see now: one row once anything was published. dbt and the dashboards take their as-of date here.
-- Made when missing; the ledger never replaces it while it is being read.
CREATE SQL SECURITY INVOKER VIEW current_publication AS
SELECT publication_id, dump_date, object_key, etag, version_id, sha256, table_count, row_count, action, published_at
FROM publications
ORDER BY publication_id DESC
LIMIT 1;
