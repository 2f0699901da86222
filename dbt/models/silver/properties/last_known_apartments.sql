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

earlier_rows as (
    {{ own_rows(columns + ['last_seen_date']) }}
),

final as (
    select
        {{ columns | join(', ') }},
        1 as is_in_source,
        {{ as_of_date() }} as last_seen_date
    from current_rows
    union all
    -- What the source has deleted since, as it last was.
    select
        {% for column in columns %}
        earlier_rows.{{ column }},
        {% endfor %}
        0,
        earlier_rows.last_seen_date
    from earlier_rows
    left join current_rows on current_rows.apartment_id = earlier_rows.apartment_id
    where current_rows.apartment_id is null
)

select * from final
