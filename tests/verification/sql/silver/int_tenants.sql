-- "The tenants with the labels of their codes and the nationality that the project trusts."
select
    t.tenant_id,
    text_or_null(r.last_name) as last_name,
    text_or_null(r.first_name) as first_name,
    nullif(text_or_null(r.full_name), '*') as full_name,
    text_or_null(r.full_name_kana) as full_name_kana,
    r.gender_type::bigint as gender_code,
    g.label_ja as gender_ja,
    g.label_en as gender_en,
    t.birth_date,
    t.stored_age,
    t.nationality,
    t.nationality_data_source,
    -- "Answer of the language model, only if m_nationalities has such a name"; the placeholder is no answer
    case
        when text_or_null(l.llm_nationality) <> 'レソト' then (
            select min(n.nationality_name) from raw.m_nationalities as n
            where text_or_null(n.nationality_name) = text_or_null(l.llm_nationality)
        )
    end as llm_nationality,
    l.llm_confidence::decimal(6, 5) as llm_confidence,
    l.enriched_at::timestamp as llm_enriched_at,
    text_or_null(r.personal_identity) as personal_identity_code,
    d.label_ja as personal_identity_ja,
    d.label_en as personal_identity_en,
    t.occupation_company as affiliation,
    r.affiliation_type::bigint as affiliation_type_code,
    a.label_ja as affiliation_type_ja,
    a.label_en as affiliation_type_en,
    t.status_code,
    s.label_ja as status_ja,
    s.label_ui_ja as status_ui_ja,
    s.label_en as status_en,
    -- "1 for status 7, 9, 10, 13", "4, 5, 6, 7, 9 to 15", "7, 9, 10, 11, 12, 13, 14, 15"
    coalesce(t.status_code in (7, 9, 10, 13), false)::int as is_active_lease,
    coalesce(t.status_code between 4 and 7 or t.status_code between 9 and 15, false)::int as is_in_pipeline,
    coalesce(t.status_code = 7 or t.status_code between 9 and 15, false)::int as is_physically_present,
    t.contract_channel,
    r.reason_moveout::bigint as moveout_reason_code,
    t.moveout_reason_ja,
    t.moveout_reason_en,
    r.moving_id::bigint as moving_id,
    text_or_null(r.tel_1) as tel_1,
    text_or_null(r.tel_2) as tel_2,
    text_or_null(r.email_1) as email_1,
    text_or_null(r.email_2) as email_2,
    text_or_null(r.account_number) as account_number
from tenants as t
inner join raw.tenants as r on r.id::bigint = t.tenant_id
left join raw.llm_enrichment_cache as l on l.tenant_id = r.id
left join raw.code_gender as g on g.code = r.gender_type
left join raw.code_personal_identity as d on d.code = text_or_null(r.personal_identity)
left join raw.code_affiliation_type as a on a.code = r.affiliation_type
left join raw.code_tenant_status as s on s.code = r.status
