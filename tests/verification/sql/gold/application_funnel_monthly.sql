-- "An application is the first period of tenant_status_history with which a tenant has status 4 or 5; residence is the
-- tenant's first period of status 7 or 9 that begins later."
with applied as (
    select
        tenant_id,
        min(valid_from) as applied_on,
        arg_min(
            case
                when contract_type in (1, 6, 7, 9) then 'individual'
                when contract_type in (2, 3) then 'corporate'
                else 'unknown'
            end,
            valid_from
        ) as tenant_type
    from status_periods
    where status_code in (4, 5)
    group by tenant_id
),

followed as (
    select
        a.*,
        (
            select min(p.valid_from) from status_periods as p
            where p.tenant_id = a.tenant_id and p.status_code in (7, 9) and p.valid_from > a.applied_on
        ) as resident_on,
        coalesce((
            select p.status_code in (4, 5, 6) from status_periods as p
            where p.tenant_id = a.tenant_id and p.is_current = 1
        ), false) as still_applies
    from applied as a
)

select
    date_trunc('month', applied_on)::date as application_month,
    tenant_type,
    count(*) as applications,
    count(*) filter (applied_on = (select min(p.valid_from) from status_periods as p)) as applied_before_history,
    count(resident_on) as residents,
    -- "within 30 days from the application"
    count(*) filter (date_diff('day', applied_on, resident_on) <= 30) as residents_within_30_days,
    count(*) filter (resident_on is null and still_applies) as open_applications,
    count(*) filter (resident_on is null and not still_applies) as ended_without_residence,
    six_decimals(count(resident_on), count(*)) as conversion_rate,
    -- "one decimal"
    scaled(sum(date_diff('day', applied_on, resident_on)), count(resident_on), 10)::decimal(32, 0) * 0.1
        as average_days_to_residence,
    getvariable('as_of') as as_of_date
from followed
group by all
