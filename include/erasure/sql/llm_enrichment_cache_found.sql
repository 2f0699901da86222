SELECT COUNT(*) FROM {schema}.llm_enrichment_cache WHERE tenant_id = %(tenant_id)s;
