-- "Day of the inquiry; the day of its creation if that is missing."
select
    id::bigint as inquiry_id,
    tenant_id::bigint as tenant_id,
    coalesce(day_or_null(inquiry_date), japan_time(created_at)::date) as inquiry_date,
    japan_time(created_at) as inquiry_timestamp,
    japan_time(updated_at) as updated_at
from raw.inquiries
