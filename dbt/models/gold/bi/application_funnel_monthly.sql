{{ config(primary_key=['application_month', 'tenant_type']) }}

with

periods as (
    select * from {{ ref('tenant_status_history') }}
),

statuses as (
    select * from {{ ref('code_tenant_status') }}
),

first_snapshot as (
    select min(valid_from) as first_day from periods
),

-- The period with which each tenant applies first.
applications as (
    select
        ranked.tenant_id,
        ranked.tenant_type,
        ranked.valid_from as applied_on
    from (
        select
            periods.*,
            row_number() over (partition by periods.tenant_id order by periods.valid_from) as position_of_period
        from periods
        inner join statuses on statuses.code = periods.status_code
        where statuses.is_application = 1
    ) as ranked
    where ranked.position_of_period = 1
),

residences as (
    select
        applications.tenant_id,
        min(periods.valid_from) as resident_on
    from applications
    inner join periods
        on periods.tenant_id = applications.tenant_id and periods.valid_from > applications.applied_on
    where periods.status_code in (7, 9)
    group by applications.tenant_id
),

outcomes as (
    select
        applications.tenant_id,
        applications.tenant_type,
        applications.applied_on,
        residences.resident_on,
        current_periods.status_code as current_status_code
    from applications
    left join residences on residences.tenant_id = applications.tenant_id
    left join periods as current_periods
        on current_periods.tenant_id = applications.tenant_id and current_periods.is_current = 1
),

final as (
    select
        {{ first_of_month('outcomes.applied_on') }} as application_month,
        outcomes.tenant_type,
        count(*) as applications,
        cast(sum(outcomes.applied_on = first_snapshot.first_day) as signed) as applied_before_history,
        count(outcomes.resident_on) as residents,
        cast(sum(coalesce(datediff(outcomes.resident_on, outcomes.applied_on) <= 30, 0)) as signed)
            as residents_within_30_days,
        cast(sum(outcomes.resident_on is null and coalesce(outcomes.current_status_code in (4, 5, 6), 0)) as signed)
            as open_applications,
        cast(
            sum(outcomes.resident_on is null and not coalesce(outcomes.current_status_code in (4, 5, 6), 0)) as signed
        ) as ended_without_residence,
        {{ ratio('count(outcomes.resident_on)', 'count(*)', 'decimal(7, 6)') }} as conversion_rate,
        {{ average('datediff(outcomes.resident_on, outcomes.applied_on)', 'decimal(7, 1)') }}
            as average_days_to_residence,
        {{ as_of_date() }} as as_of_date
    from outcomes
    cross join first_snapshot
    group by application_month, outcomes.tenant_type
)

select * from final
