-- "Only the number is kept"
select
    tenant_id,
    (tenant_id in (select r.id::bigint from raw.tenants as r))::int as is_in_source,
    last_seen_date
from last_tenants
