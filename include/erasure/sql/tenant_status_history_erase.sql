-- What the model itself makes of a masked name; closed periods are not built again by the next run.
UPDATE {schema}.tenant_status_history SET full_name = NULL
WHERE tenant_id = %(tenant_id)s AND full_name IS NOT NULL;
