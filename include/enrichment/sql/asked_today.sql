-- Tenants that a model was asked about since midnight in Japan; enriched_at is UTC.
select count(*) as asked
from {staging}.llm_enrichment_cache
where model_version = %(model)s
  and enriched_at >= timestamp(date(utc_timestamp() + interval 9 hour)) - interval 9 hour
