{{ config(materialized='atomic_view') }}

with

tenants as (
    select * from {{ ref('stg_tenants') }}
),

nationalities as (
    select * from {{ ref('stg_nationalities') }}
),

answers as (
    select * from {{ ref('stg_llm_enrichment') }}
),

genders as (
    select * from {{ ref('code_gender') }}
),

-- The source writes the code as text. DISTINCT makes it a list with a key of its own: else every tenant's text would
-- be cleaned and compared once for each code.
identities as (
    select distinct
        {{ japanese('cast(code as char)') }} as code_text,
        label_ja,
        label_en
    from {{ ref('code_personal_identity') }}
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

-- An answer of the language model counts only if the source's own list has it; the placeholder is no answer.
known_nationalities as (
    select distinct nationality_name from nationalities
    where nationality_name <> 'レソト'
),

candidates as (
    select
        tenants.*,
        nationalities.nationality_name as lookup_nationality,
        known_nationalities.nationality_name as llm_nationality,
        answers.llm_confidence,
        answers.llm_enriched_at
    from tenants
    left join nationalities on nationalities.nationality_id = tenants.m_nationality_id
    left join answers on answers.tenant_id = tenants.tenant_id
    left join known_nationalities on known_nationalities.nationality_name = answers.llm_nationality
),

final as (
    select
        candidates.tenant_id,
        candidates.last_name,
        candidates.first_name,
        candidates.full_name,
        candidates.full_name_kana,
        candidates.gender_code,
        genders.label_ja as gender_ja,
        genders.label_en as gender_en,
        candidates.birth_date,
        candidates.stored_age,
        -- レソト is the first entry of a form: left unset, not a nationality.
        case
            when candidates.stated_nationality <> 'レソト' then candidates.stated_nationality
            when candidates.llm_nationality is not null then candidates.llm_nationality
            when candidates.lookup_nationality <> 'レソト' then candidates.lookup_nationality
            else 'その他'
        end collate {{ var('name_collation') }} as nationality,
        case
            when candidates.stated_nationality <> 'レソト' then 'original'
            when candidates.llm_nationality is not null then 'llm'
            when candidates.lookup_nationality <> 'レソト' then 'lookup_table'
            when candidates.stated_nationality = 'レソト' or candidates.lookup_nationality = 'レソト'
                then 'lesotho_placeholder'
            else 'missing'
        end as nationality_data_source,
        candidates.llm_nationality,
        candidates.llm_confidence,
        candidates.llm_enriched_at,
        candidates.personal_identity_code,
        identities.label_ja as personal_identity_ja,
        identities.label_en as personal_identity_en,
        candidates.affiliation,
        candidates.affiliation_type_code,
        affiliation_types.label_ja as affiliation_type_ja,
        affiliation_types.label_en as affiliation_type_en,
        candidates.status_code,
        statuses.label_ja as status_ja,
        statuses.label_ui_ja as status_ui_ja,
        statuses.label_en as status_en,
        coalesce(statuses.is_active_lease, 0) as is_active_lease,
        coalesce(statuses.is_in_pipeline, 0) as is_in_pipeline,
        coalesce(statuses.is_physically_present, 0) as is_physically_present,
        candidates.contract_channel,
        candidates.moveout_reason_code,
        reasons.label_ja as moveout_reason_ja,
        reasons.label_en as moveout_reason_en,
        candidates.moving_id,
        candidates.tel_1,
        candidates.tel_2,
        candidates.email_1,
        candidates.email_2,
        candidates.account_number
    from candidates
    left join genders on genders.code = candidates.gender_code
    left join identities on identities.code_text = candidates.personal_identity_code
    left join affiliation_types on affiliation_types.code = candidates.affiliation_type_code
    left join statuses on statuses.code = candidates.status_code
    left join reasons on reasons.code = candidates.moveout_reason_code
)

select * from final
