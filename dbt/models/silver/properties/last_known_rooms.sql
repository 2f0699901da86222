{{ config(primary_key=['room_id']) }}

{% set columns = [
    'room_id',
    'apartment_id',
    'room_number',
    'room_status_code',
] %}

with

current_rows as (
    select * from {{ ref('stg_rooms') }}
),

final as (
    {{ last_known_rows('current_rows', 'room_id', columns) }}
)

select * from final
