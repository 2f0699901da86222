-- int_tenants.nationality: "The own value unless it is empty or レソト (the first entry of a form, left unset); else
-- the answer of the language model if m_nationalities has it; else the name of m_nationality_id unless it is レソト;
-- else その他." nationality_data_source: "original, llm, lookup_table; lesotho_placeholder or missing if it is その他
-- for want of a value."

-- last_known_tenants: "The numbers of the tenants of the source, and of those that it has deleted since"
create table if not exists last_tenants (tenant_id bigint primary key, last_seen_date date);
insert or replace into last_tenants
select id::bigint, getvariable('as_of') from raw.tenants;

create or replace table tenants as
with cleaned as (
    select
        t.id::bigint as tenant_id,
        text_or_null(t.nationality) as own,
        (
            select text_or_null(l.llm_nationality)
            from raw.llm_enrichment_cache as l
            where
                l.tenant_id = t.id
                and text_or_null(l.llm_nationality) <> 'レソト'
                and text_or_null(l.llm_nationality) in (select n.nationality_name from raw.m_nationalities as n)
        ) as answered,
        (
            select n.nationality_name from raw.m_nationalities as n where n.id = t.m_nationality_id
        ) as looked_up,
        t.gender_type::int as gender_code,
        day_or_null(t.birth_date) as birth_date,
        t.age::int as stored_age,
        text_or_null(t.personal_identity) as personal_identity,
        text_or_null(t.affiliation) as affiliation,
        t.affiliation_type as affiliation_type,
        t.status::int as status_code,
        t.media_id::int as contract_channel,
        t.reason_moveout as reason_moveout,
        japan_time(t.created_at) as created_at,
        japan_time(t.updated_at) as updated_at
    from raw.tenants as t
)

select
    c.tenant_id,
    case
        when c.own <> 'レソト' then c.own
        when c.answered is not null then c.answered
        when c.looked_up <> 'レソト' then c.looked_up
        else 'その他'
    end as nationality,
    case
        when c.own <> 'レソト' then 'original'
        when c.answered is not null then 'llm'
        when c.looked_up <> 'レソト' then 'lookup_table'
        when c.own = 'レソト' or c.looked_up = 'レソト' then 'lesotho_placeholder'
        else 'missing'
    end as nationality_data_source,
    coalesce(g.label_en, 'Unknown') as gender,
    c.birth_date,
    c.stored_age,
    c.affiliation as occupation_company,
    i.label_ja as occupation_industry,
    d.label_ja as residence_status,
    c.status_code,
    s.label_ja as status_ja,
    s.label_en as status_en,
    c.contract_channel,
    r.label_ja as moveout_reason_ja,
    r.label_en as moveout_reason_en,
    c.created_at,
    c.updated_at
from cleaned as c
left join raw.code_gender as g on g.code = c.gender_code
left join raw.code_affiliation_type as i on i.code = c.affiliation_type
left join raw.code_personal_identity as d on d.code = c.personal_identity
left join raw.code_tenant_status as s on s.code = c.status_code
left join raw.code_moveout_reason as r on r.code = c.reason_moveout;
