{#- At most 5 per cent of the movings lack one of them; the source declares no foreign keys. -#}
select
    excluded.exclusion_reason,
    count(*) as moving_count
from {{ ref('excluded_movings') }} as excluded
where excluded.exclusion_reason in ('tenant_missing', 'apartment_missing', 'room_missing')
group by excluded.exclusion_reason
having count(*) > {{ tolerated_count('(select count(*) from ' ~ ref('stg_movings') ~ ')', 5) }}
