with

answers as (
    select * from {{ source('own', 'llm_enrichment_cache') }}
),

final as (
    select
        tenant_id,
        {{ clean_string_null('llm_nationality') }} as llm_nationality,
        llm_confidence,
        enriched_at as llm_enriched_at
    from answers
)

select * from final
