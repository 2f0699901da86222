with

tenants as (
    select * from {{ source('staging', 'tenants') }}
),

nationalities as (
    select * from {{ source('staging', 'm_nationalities') }}
),

-- An answer of the language model counts only if the source's own list has it; the placeholder is no answer.
known_nationalities as (
    select distinct {{ clean_string_null('nationality_name') }} as nationality_name
    from {{ source('staging', 'm_nationalities') }}
    where {{ clean_string_null('nationality_name') }} <> 'レソト'
),

enrichment as (
    select * from {{ source('staging', 'llm_enrichment_cache') }}
),

genders as (
    select * from {{ ref('code_gender') }}
),

identities as (
    select * from {{ ref('code_personal_identity') }}
),

affiliation_types as (
    select * from {{ ref('code_affiliation_type') }}
),

statuses as (
    select * from {{ ref('code_tenant_status') }}
),

reasons as (
    select * from {{ ref('code_moveout_reason') }}
),

cleaned as (
    select
        tenants.*,
        -- '*' is how early exports masked a name.
        nullif({{ clean_string_null('tenants.full_name') }}, '*') as clean_full_name,
        {{ clean_string_null('tenants.nationality') }} as own_nationality,
        {{ clean_string_null('tenants.personal_identity') }} as clean_personal_identity,
        {{ clean_string_null('nationalities.nationality_name') }} as lookup_nationality,
        known_nationalities.nationality_name as llm_nationality,
        enrichment.llm_confidence,
        enrichment.enriched_at
    from tenants
    left join nationalities on nationalities.id = tenants.m_nationality_id
    left join enrichment on enrichment.tenant_id = tenants.id
    left join known_nationalities
        on known_nationalities.nationality_name = {{ clean_string_null('enrichment.llm_nationality') }}
),

final as (
    select
        cleaned.id as tenant_id,
        {{ clean_string_null('cleaned.last_name') }} as last_name,
        {{ clean_string_null('cleaned.first_name') }} as first_name,
        cleaned.clean_full_name as full_name,
        {{ clean_string_null('cleaned.full_name_kana') }} as full_name_kana,
        cleaned.gender_type as gender_code,
        genders.label_ja as gender_ja,
        genders.label_en as gender_en,
        {{ clean_date('cleaned.birth_date') }} as birth_date,
        cleaned.age as stored_age,
        cleaned.m_nationality_id,
        -- レソト is the first entry of a form: left unset, not a nationality.
        case
            when cleaned.own_nationality <> 'レソト' then cleaned.own_nationality
            when cleaned.llm_nationality is not null then cleaned.llm_nationality
            when cleaned.lookup_nationality <> 'レソト' then cleaned.lookup_nationality
            else 'その他'
        end collate {{ var('name_collation') }} as nationality,
        case
            when cleaned.own_nationality <> 'レソト' then 'original'
            when cleaned.llm_nationality is not null then 'llm'
            when cleaned.lookup_nationality <> 'レソト' then 'lookup_table'
            when cleaned.own_nationality = 'レソト' or cleaned.lookup_nationality = 'レソト' then 'lesotho_placeholder'
            else 'missing'
        end as nationality_data_source,
        cleaned.llm_nationality,
        cleaned.llm_confidence,
        cleaned.enriched_at as llm_enriched_at,
        cleaned.clean_personal_identity as personal_identity_code,
        identities.label_ja as personal_identity_ja,
        identities.label_en as personal_identity_en,
        {{ clean_string_null('cleaned.affiliation') }} as affiliation,
        cleaned.affiliation_type as affiliation_type_code,
        affiliation_types.label_ja as affiliation_type_ja,
        affiliation_types.label_en as affiliation_type_en,
        cleaned.status as status_code,
        statuses.label_ja as status_ja,
        statuses.label_ui_ja as status_ui_ja,
        statuses.label_en as status_en,
        coalesce(statuses.is_active_lease, 0) as is_active_lease,
        coalesce(statuses.is_in_pipeline, 0) as is_in_pipeline,
        coalesce(statuses.is_physically_present, 0) as is_physically_present,
        cleaned.contract_type,
        cleaned.media_id as contract_channel,
        cleaned.reason_moveout as moveout_reason_code,
        reasons.label_ja as moveout_reason_ja,
        reasons.label_en as moveout_reason_en,
        cleaned.moving_id,
        cleaned.inquiry_id,
        {{ clean_string_null('cleaned.tel_1') }} as tel_1,
        {{ clean_string_null('cleaned.tel_2') }} as tel_2,
        {{ clean_string_null('cleaned.email_1') }} as email_1,
        {{ clean_string_null('cleaned.email_2') }} as email_2,
        {{ clean_string_null('cleaned.account_number') }} as account_number,
        {{ jst('cleaned.created_at') }} as created_at,
        {{ jst('cleaned.updated_at') }} as updated_at
    from cleaned
    left join genders on genders.code = cleaned.gender_type
    left join identities on cast(identities.code as char) = cleaned.clean_personal_identity
    left join affiliation_types on affiliation_types.code = cleaned.affiliation_type
    left join statuses on statuses.code = cleaned.status
    left join reasons on reasons.code = cleaned.reason_moveout
)

select * from final
