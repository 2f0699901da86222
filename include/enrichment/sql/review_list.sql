-- One row per tenant whose nationality or gender is still not known after rules and model, residents first:
-- the list that GGhouse's staff correct in the source system. It carries no names.
select
    t.id as tenant_id,
    t.status,
    t.status in (9, 11, 14, 15, 16) as is_resident,
    case
        when t.nationality = %(placeholder)s then 'placeholder'
        when t.nationality is null then 'null'
        when replace(trim(t.nationality), '　', '') in ('', 'NULL') then 'blank'
    end as nationality_problem,
    coalesce(t.gender_type not in (1, 2, 3), true) as gender_missing,
    c.enriched_at as nationality_examined_at,
    t.created_at
from {staging}.tenants as t
left join {staging}.m_nationalities as n on n.id = t.m_nationality_id
left join {staging}.llm_enrichment_cache as c on c.tenant_id = t.id
where
    (
        (t.nationality is null or replace(trim(t.nationality), '　', '') in ('', 'NULL', %(placeholder)s))
        and coalesce(n.nationality_name, '') in ('', %(placeholder)s, %(other)s)
        and coalesce(c.llm_nationality, %(other)s) = %(other)s
    )
    or coalesce(t.gender_type not in (1, 2, 3), true)
order by is_resident desc, t.id desc
