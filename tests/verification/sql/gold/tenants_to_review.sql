-- "Tenants of the active list (status 4 to 7 and 9 to 15) whose record states no nationality or no gender"
with judged as (
    select
        t.*,
        r.moving_id::bigint as named_moving_id,
        -- "missing if int_tenants takes it neither from the tenant's own field nor from m_nationality_id"
        (t.nationality_data_source in ('llm', 'missing', 'lesotho_placeholder'))::int as is_nationality_missing,
        -- "missing if its code is not in the code list"
        (coalesce(r.gender_type, '') not in (select g.code from raw.code_gender as g))::int as is_gender_missing,
        -- "The language model's answer where m_nationalities has it"
        (
            select n.nationality_name
            from raw.llm_enrichment_cache as l
            inner join raw.m_nationalities as n on n.nationality_name = text_or_null(l.llm_nationality)
            where l.tenant_id = r.id and n.nationality_name <> 'レソト'
            limit 1
        ) as suggested_nationality
    from tenants as t
    inner join raw.tenants as r on r.id::bigint = t.tenant_id
    where t.status_code in (4, 5, 6, 7, 9, 10, 11, 12, 13, 14, 15)
)

select
    j.tenant_id,
    j.status_code,
    j.status_en,
    j.is_nationality_missing,
    j.is_gender_missing,
    case when j.is_nationality_missing = 1 then j.nationality_data_source end as nationality_state,
    j.suggested_nationality,
    -- "Building and room are those of the moving that the tenant names, if it is the tenant's own."
    m.moving_id,
    a.asset_id_hj,
    a.apartment_name,
    o.room_number,
    m.move_in_date,
    getvariable('as_of') as as_of_date
from judged as j
left join movings as m on m.moving_id = j.named_moving_id and m.tenant_id = j.tenant_id
left join apartments as a on a.apartment_id = m.apartment_id
left join rooms as o on o.room_id = m.room_id
where j.is_nationality_missing + j.is_gender_missing > 0
