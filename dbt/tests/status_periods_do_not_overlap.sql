{#- Only periods that were open in the last week can have changed. -#}
select
    periods.tenant_id,
    periods.valid_from,
    other_periods.valid_from as overlapping_valid_from
from {{ ref('tenant_status_history') }} as periods
inner join {{ ref('tenant_status_history') }} as other_periods
    on
        other_periods.tenant_id = periods.tenant_id
        and other_periods.valid_from > periods.valid_from
        and other_periods.valid_from <= periods.last_seen_date
where periods.last_seen_date >= date_sub({{ as_of_date() }}, interval 7 day)
