-- "Stays are those of int_stay_movings that are valid, by the moving that speaks for them, without no-shows and without
-- departures on an unknown day."
with all_stays as (
    select
        m.*,
        t.status_code,
        m.contract_type_code in (2, 3) as is_company,
        -- "it ends as in room_occupancy_daily (completed_moveout_date, else, with status 14 to 17, noticed_moveout_date;
        -- otherwise not)"
        coalesce(
            m.completed_moveout_date, case when t.status_code between 14 and 17 then m.noticed_moveout_date end
        ) as last_day_there
    from stay_movings as m
    inner join tenants as t using (tenant_id)
    where
        m.is_valid_contract = 1
        and m.moving_id = m.contract_id
        and not (m.is_completed_moveout = 1 and m.moveout_date is null)
        and not coalesce(m.is_completed_moveout = 1 and m.moveout_date < m.stay_move_in_date, false)
),

-- "A stay is present if the tenant's status is physically present (7, 9 to 15), it began on the as-of day or before and
-- does not end by then"
present as (
    select *
    from all_stays
    where
        status_code in (7, 9, 10, 11, 12, 13, 14, 15)
        and stay_move_in_date <= getvariable('as_of')
        and (last_day_there is null or last_day_there > getvariable('as_of'))
),

crowded as (
    select p.*, (select count(distinct o.tenant_id) from present as o where o.room_id = p.room_id) as related_count
    from present as p
),

spread as (
    select
        p.*,
        (
            select count(distinct o.room_id) from present as o
            where o.tenant_id = p.tenant_id and not coalesce(o.is_company, false)
        ) as related_count
    from present as p
    where not coalesce(p.is_company, false)
),

-- "a person's stay in another room than that of the stay before (by first day, then moving id)"
numbered as (
    select *, row_number() over (partition by tenant_id order by stay_move_in_date, moving_id) as place
    from all_stays
    where stay_move_in_date is not null and not coalesce(is_company, false)
),

switches as (
    select n.*, date_diff('day', b.completed_moveout_date, n.stay_move_in_date) as gap_days
    from numbered as n
    inner join numbered as b on b.tenant_id = n.tenant_id and b.place = n.place - 1 and b.room_id <> n.room_id
    where
        b.completed_moveout_date is not null
        and n.stay_move_in_date between getvariable('as_of') - interval 12 month and getvariable('as_of')
),

records as (
    select t.tenant_id, text_or_null(r.full_name) as full_name, t.birth_date, t.status_code
    from tenants as t
    inner join raw.tenants as r on r.id::bigint = t.tenant_id
    where t.status_code in (4, 5, 6, 7, 9, 10, 11, 12, 13, 14, 15) and text_or_null(r.full_name) <> '*'
),

found as (
    select 'two tenants in a room' as anomaly, tenant_id, moving_id, apartment_id, room_id, related_count,
        null as gap_days
    from crowded
    where related_count > 1
    union all
    select 'tenant in several rooms', tenant_id, moving_id, apartment_id, room_id, related_count, null
    from spread
    where related_count > 1
    union all
    select 'gap of a switch', tenant_id, moving_id, apartment_id, room_id, 2, gap_days
    from switches
    where gap_days > 45
    union all
    select 'overlap of a switch', tenant_id, moving_id, apartment_id, room_id, 2, gap_days
    from switches
    where gap_days < 0
    union all
    select 'two statuses', r.tenant_id, 0, null, null, p.related_count, null
    from records as r
    inner join (
        select full_name, birth_date, count(*) as related_count
        from records
        group by all
        having count(distinct status_code) > 1
    ) as p using (full_name, birth_date)
)

select
    f.*,
    t.status_code,
    count(*) over (partition by f.anomaly) as rows_of_anomaly,
    (count(*) over (partition by f.anomaly) > 10)::int as is_above_tolerance,
    getvariable('as_of') as as_of_date
from found as f
inner join tenants as t using (tenant_id)
