{{ config(primary_key=['apartment_id']) }}

{% set columns = [
    'apartment_id',
    'asset_id_hj',
    'apartment_name',
    'apartment_name_en',
    'prefecture',
    'municipality',
    'full_address',
    'stated_latitude',
    'stated_longitude',
    'room_count',
    'vacancy_room_count',
] %}

with

current_rows as (
    select * from {{ ref('stg_apartments') }}
),

final as (
    {{ last_known_rows('current_rows', 'apartment_id', columns) }}
)

select * from final
