{{ config(primary_key=['tenant_id']) }}

{% set columns = ['tenant_id'] %}

with

current_rows as (
    select * from {{ ref('stg_tenants') }}
),

final as (
    {{ last_known_rows('current_rows', 'tenant_id', columns) }}
)

select * from final
