-- "excluded_contracts counted"; "Month of event_date, YYYY-MM; none without such a date."
select
    left_out_of,
    exclusion_kind,
    exclusion_reason,
    coalesce(strftime(event_date, '%Y-%m'), 'none') as event_month,
    tenant_type,
    count(*) as excluded_contracts,
    getvariable('as_of') as as_of_date
from gold.excluded_contracts
group by all
