-- The answers of the language model as they are cached, "When the answer was given, UTC."
select
    tenant_id::bigint as tenant_id,
    text_or_null(llm_nationality) as llm_nationality,
    llm_confidence::decimal(6, 5) as llm_confidence,
    enriched_at::timestamp as llm_enriched_at
from raw.llm_enrichment_cache
