-- What the requests to all models have cost since midnight in Japan; asked_at is UTC.
select coalesce(sum(cost_usd), 0) as spent_usd
from {staging}.llm_enrichment_requests
where asked_at >= timestamp(date(utc_timestamp() + interval 9 hour)) - interval 9 hour
