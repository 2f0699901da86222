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
    left join current_rows on current_rows.room_id = earlier_rows.room_id
    where current_rows.room_id is null
)

select * from final
