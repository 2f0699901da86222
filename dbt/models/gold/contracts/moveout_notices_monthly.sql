{{ config(primary_key=['notice_month', 'tenant_type']) }}

with

contracts as (
    select * from {{ ref('int_contracts') }}
),

-- Every month since the minimum date, the listed ones and the older ones, under the same rules.
notices as (
    select *
    from contracts
    where moveout_notice_exclusion is null or moveout_notice_exclusion = 'older_than_window'
),

final as (
    select
        date_sub(cancellation_notice_date, interval dayofmonth(cancellation_notice_date) - 1 day) as notice_month,
        tenant_type,
        count(*) as notices,
        sum(is_completed_moveout) as completed_moveouts,
        count(*) - sum(is_completed_moveout) as pending_moveouts,
        sum(moveout_notice_exclusion is null) as listed_notices,
        {{ average('if(notice_lead_time_days >= 0, notice_lead_time_days, null)', 'decimal(8, 2)') }}
            as average_notice_lead_time_days,
        max(as_of_date) as as_of_date
    from notices
    group by notice_month, tenant_type
)

select * from final
