-- One row per tenant whose nationality is not known: NULL, blank, or the form's first entry (レソト, set on
-- a cohort by accident). Tenants whose lookup entry names a real country are known, and tenants already in
-- the cache under the same name are done. Residents come first: they are what the dashboards show.
with named as (
    select
        t.id as tenant_id,
        t.status,
        t.created_at,
        trim(
            coalesce(
                nullif(nullif(trim(t.full_name), ''), 'NULL'),
                concat_ws(
                    ' ',
                    nullif(nullif(trim(t.last_name), ''), 'NULL'),
                    nullif(nullif(trim(t.first_name), ''), 'NULL')
                )
            )
        ) as full_name
    from {staging}.tenants as t
    left join {staging}.m_nationalities as n on n.id = t.m_nationality_id
    where
        (
            t.nationality is null
            or replace(trim(t.nationality), '　', '') in ('', 'NULL', %(placeholder)s)
        )
        and coalesce(n.nationality_name, '') in ('', %(placeholder)s, %(other)s)
)

select
    named.tenant_id,
    named.full_name
from named
left join {staging}.llm_enrichment_cache as c on c.tenant_id = named.tenant_id
where c.tenant_id is null
    or c.full_name_hash <> sha2(convert(named.full_name using utf8mb4), 256)
order by named.status in (9, 11, 14, 15, 16) desc, named.tenant_id desc
