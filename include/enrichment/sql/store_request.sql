-- One row per request to a model, for the budget of the day. No name and no answer is stored.
insert into {staging}.llm_enrichment_requests
    (asked_at, model_version, names, input_tokens, output_tokens, cost_usd)
values
    (utc_timestamp(), %(model)s, %(names)s, %(input_tokens)s, %(output_tokens)s, %(cost_usd)s)
