SELECT COUNT(*) FROM {schema}.tenant_status_history WHERE tenant_id = %(tenant_id)s AND full_name IS NOT NULL;
