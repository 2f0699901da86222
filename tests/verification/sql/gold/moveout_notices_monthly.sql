-- "Notices to leave by month since 2018, the listed ones and those older than the window, under the rules of
-- moveout_notices otherwise (exclusion NULL or older_than_window). Months and types without a notice have no row."
with notices as (
    select
        *,
        date_trunc('month', cancellation_notice_date)::date as notice_month,
        -- "over those that have one of 0 or more"
        case when notice_lead_time_days >= 0 then notice_lead_time_days end as lead_time
    from contracts
    where coalesce(moveout_notice_exclusion, 'older_than_window') = 'older_than_window'
)

select
    notice_month,
    tenant_type,
    count(*) as notices,
    count(*) filter (is_completed_moveout = 1) as completed_moveouts,
    count(*) filter (is_completed_moveout = 0) as pending_moveouts,
    count(*) filter (moveout_notice_exclusion is null) as listed_notices,
    two_decimals(sum(lead_time), count(lead_time)) as average_notice_lead_time_days,
    getvariable('as_of') as as_of_date
from notices
group by notice_month, tenant_type
