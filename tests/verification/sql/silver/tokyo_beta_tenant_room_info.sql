-- "tenants of the active list (status 4, 5, 6, 7, 9 to 15) with the contract that they name as current
-- (tenants.moving_id, of the same tenant), if it is valid and not moved out, and its apartment and room exist."
select
    t.status_code as management_status_code,
    s.label_ui_ja as management_status,
    t.tenant_id,
    -- "Full name; last and first name where it is missing."
    coalesce(
        nullif(text_or_null(r.full_name), '*'),
        nullif(concat_ws(' ', text_or_null(r.last_name), text_or_null(r.first_name)), '')
    ) as tenant_name,
    text_or_null(r.full_name_kana) as tenant_name_kana,
    -- "Not in the source tables that are read; kept for the shape of the export."
    null as nickname,
    m.apartment_id,
    a.apartment_name as property,
    m.room_id,
    o.room_number,
    coalesce(m.contract_type_ja, '一般2') as contract_category,
    g.label_ja as gender,
    -- "Completed years at the as-of day with 歳."
    age_at(getvariable('as_of'), t.birth_date, t.stored_age)::varchar || '歳' as age_display,
    t.nationality,
    null as languages,
    text_or_null(r.tel_1) as phone_1,
    text_or_null(r.tel_2) as phone_2,
    text_or_null(r.email_1) as email_1,
    text_or_null(r.email_2) as email_2,
    text_or_null(r.account_number) as account_number,
    m.monthly_rent as fixed_rent,
    m.contract_start_date as move_in_date,
    -- "Last day for which rent is due", "Planned day of leaving"
    day_or_null(v.moveout_date) as moveout_date,
    day_or_null(v.moveout_plans_date) as moveout_plans_date,
    date_diff('day', m.move_in_date, getvariable('as_of')) as days_stayed,
    m.moving_id,
    getvariable('as_of') as as_of_date
from tenants as t
inner join raw.tenants as r on r.id::bigint = t.tenant_id
inner join movings as m on m.moving_id = r.moving_id::bigint and m.tenant_id = t.tenant_id
inner join raw.movings as v on v.id::bigint = m.moving_id
inner join apartments as a on a.apartment_id = m.apartment_id and a.is_in_source
inner join rooms as o on o.room_id = m.room_id and o.is_in_source
left join raw.code_tenant_status as s on s.code = r.status
left join raw.code_gender as g on g.code = r.gender_type
where
    (t.status_code between 4 and 7 or t.status_code between 9 and 15)
    and m.is_valid_contract = 1
    and m.is_completed_moveout = 0
