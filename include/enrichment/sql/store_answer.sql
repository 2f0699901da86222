-- One row per tenant; a tenant whose name has changed gets the new answer. No clear name is stored.
insert into {staging}.llm_enrichment_cache
    (tenant_id, full_name_hash, llm_nationality, llm_confidence, enriched_at, model_version)
values
    (%(tenant_id)s, %(full_name_hash)s, %(nationality)s, %(confidence)s, utc_timestamp(), %(source)s)
on duplicate key update
    full_name_hash = %(full_name_hash)s,
    llm_nationality = %(nationality)s,
    llm_confidence = %(confidence)s,
    enriched_at = utc_timestamp(),
    model_version = %(source)s
