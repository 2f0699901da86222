{{ config(primary_key=['activity_date', 'tenant_type']) }}

with

activity as (
    select * from {{ ref('daily_activity_summary') }}
),

occupancy as (
    select * from {{ ref('occupancy_tenant_type_daily') }}
),

portfolio as (
    select * from {{ ref('occupancy_daily') }}
    where row_kind = 'fact'
),

final as (
    select
        activity.activity_date,
        activity.tenant_type,
        activity.new_signings,
        activity.renewals,
        activity.signings,
        activity.starts_without_signing_date,
        activity.moveins,
        activity.moveouts,
        activity.net_moveins,
        activity.net_signings,
        occupancy.rooms_at_start,
        occupancy.rooms_entered,
        occupancy.rooms_left,
        occupancy.rooms_at_end,
        {{ ratio('occupancy.rent_at_start', 'occupancy.rooms_with_rent_at_start', 'decimal(12, 2)') }} as rent_jpy,
        case when activity.activity_date = {{ as_of_date() }} then 1 else 0 end as is_as_of_day,
        {{ is_in_as_of_month('activity.activity_date') }} as is_as_of_month,
        {{ is_in_last_days('activity.activity_date', 90) }} as is_last_90_days,
        activity.new_contracts,
        activity.net_occupancy_change,
        occupancy.rooms_at_end as rooms_occupied,
        portfolio.occupancy_rate as portfolio_occupancy_rate,
        {{ ratio('portfolio.rent_at_start', 'portfolio.rooms_with_rent_at_start', 'decimal(12, 2)') }}
            as portfolio_rent,
        activity.as_of_date
    from activity
    left join occupancy
        on occupancy.occupancy_date = activity.activity_date and occupancy.tenant_type = activity.tenant_type
    left join portfolio on portfolio.occupancy_date = activity.activity_date
)

select * from final
