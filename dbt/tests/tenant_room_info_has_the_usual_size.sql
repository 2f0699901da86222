{#- 12,000 to 20,000 rows on 16,108 rooms, as a share so that it holds at every scale. -#}
with

counted as (
    select
        (select count(*) from {{ ref('tokyo_beta_tenant_room_info') }}) as tenants,
        {{ total_physical_rooms(ref('int_rooms')) }} as physical_rooms
)

select *
from counted
where
    tenants < physical_rooms * {{ var('tenant_room_share_min') }}
    or tenants > physical_rooms * {{ var('tenant_room_share_max') }}
