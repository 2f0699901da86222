-- The snapshot of a day: every tenant of the published dump, as it is.
SELECT id, status, contract_type, full_name
FROM {schema}.tenants
ORDER BY id;
