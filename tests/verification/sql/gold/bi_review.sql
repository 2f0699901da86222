-- "the rows of anomalies (anomaly), residents_without_room (no room) and tenants_to_review (not stated)"
with listed as (
    select 'anomaly' as review_list, a.anomaly as finding, a.tenant_id, a.moving_id, a.status_code, a.gap_days,
        a.is_above_tolerance
    from gold.anomalies as a
    union all by name
    select 'no room' as review_list, r.reason as finding, r.tenant_id, r.moving_id, r.status_code
    from gold.residents_without_room as r
    union all by name
    -- "what tenants_to_review misses: nationality, gender, nationality and gender"
    select
        'not stated' as review_list,
        array_to_string(
            list_filter(
                [
                    case when t.is_nationality_missing = 1 then 'nationality' end,
                    case when t.is_gender_missing = 1 then 'gender' end
                ],
                lambda missing: missing is not null
            ),
            ' and '
        ) as finding,
        t.tenant_id,
        t.moving_id,
        t.status_code
    from gold.tenants_to_review as t
)

select
    l.review_list,
    l.finding,
    l.tenant_id,
    -- "0 without one"
    coalesce(l.moving_id, 0) as moving_id,
    s.label_en as status_en,
    -- "by the contract type of the moving; unknown without one"
    coalesce(m.tenant_type, 'unknown') as tenant_type,
    a.asset_id_hj,
    a.apartment_name,
    o.room_number,
    m.move_in_date,
    l.gap_days,
    l.is_above_tolerance,
    1 as rows_to_review,
    getvariable('as_of') as as_of_date
from listed as l
left join raw.code_tenant_status as s on s.code::bigint = l.status_code
left join movings as m on m.moving_id = l.moving_id
left join apartments as a on a.apartment_id = m.apartment_id
left join rooms as o on o.room_id = m.room_id
