{{ config(primary_key=['moving_id'], indexes=[{'columns': ['tenant_id']}, {'columns': ['contract_id']}]) }}

with

contract_types as (
    select * from {{ ref('code_contract_type') }}
),

-- Only what is used below: every window sorts and stores all columns again.
movings as (
    select
        movings.moving_id,
        movings.tenant_id,
        movings.apartment_id,
        movings.room_id,
        movings.contract_type_code,
        movings.contract_date,
        movings.contract_start_date,
        movings.move_in_date,
        movings.cancellation_notice_date,
        movings.moveout_date,
        movings.is_valid_contract,
        movings.is_completed_moveout,
        movings.monthly_rent,
        movings.updated_at,
        coalesce(contract_types.tenant_type, 'unknown') as tenant_type,
        coalesce(movings.contract_start_date, movings.move_in_date) as first_day
    from {{ ref('stg_movings') }} as movings
    left join contract_types on contract_types.code = movings.contract_type_code
),

-- Most movings are the only one of their tenant in their room, and need none of the windows below.
only_movings as (
    select max(moving_id) as moving_id
    from movings
    group by tenant_id, room_id
    having count(*) = 1
),

-- What was known before a moving began. A departure before the start (a no-show) ends the day after the start.
preceded as (
    select
        movings.*,
        max(if(
            is_completed_moveout = 1,
            greatest(moveout_date, coalesce(date_add(first_day, interval 1 day), moveout_date)),
            null
        )) over earlier as left_before,
        max(first_day) over earlier as began_before,
        max(if(is_completed_moveout = 1 and moveout_date >= cancellation_notice_date, cancellation_notice_date, null))
            over earlier as noticed_before
    from movings
    where moving_id not in (select only_movings.moving_id from only_movings)
    window earlier as (
        partition by tenant_id, apartment_id, room_id, is_valid_contract
        order by first_day is null, first_day, moving_id
        rows between unbounded preceding and 1 preceding
    )
),

-- A hole: everybody who was there has left, at least one whole day before. Rows that were left open before the
-- departure do not bridge it, and a renewal that was drawn up before the notice to leave begins nothing. ROWS here and
-- below: with the default RANGE, MySQL keeps rows back until it has seen their peers, and no row has any.
numbered as (
    select
        preceded.*,
        sum(coalesce(
            is_valid_contract = 1
            and left_before < date_sub(first_day, interval 1 day)
            and began_before < left_before
            and not coalesce(contract_date <= noticed_before and move_in_date < left_before, false),
            0
        )) over (
            partition by tenant_id, apartment_id, room_id, is_valid_contract
            order by first_day is null, first_day, moving_id
            rows unbounded preceding
        ) as stay_number
    from preceded
),

-- A departure outlives a row that was left open although it begins later: one that was signed before the notice to
-- leave, or never (nobody renews after leaving), and one that began more than a month before a departure that is done
-- (no term ends so late after the next has begun). The row of a no-show says nothing where another one says more.
ended as (
    select
        numbered.*,
        coalesce(
            moveout_date >= coalesce(max(if(is_completed_moveout = 1, moveout_date, null)) over stay, moveout_date)
            and min(is_completed_moveout) over stay = 0
            and (
                (
                    moveout_date >= cancellation_notice_date
                    and coalesce(
                        max(if(is_completed_moveout = 0, contract_date, null)) over stay <= cancellation_notice_date, 1
                    )
                    and (is_completed_moveout = 1 or moveout_date >= max(first_day) over stay)
                )
                or (
                    is_completed_moveout = 1
                    and max(if(is_completed_moveout = 0, first_day, null)) over stay
                    < date_sub(moveout_date, interval 31 day)
                )
            ),
            0
        ) as ends_stay,
        coalesce(is_completed_moveout = 1 and moveout_date < min(first_day) over stay, 0) as is_no_show
    from numbered
    window stay as (partition by tenant_id, apartment_id, room_id, is_valid_contract, stay_number)
),

-- What the first and the last moving of the stay say. Of two that begin on one day, the one that ends the stay is last.
described as (
    select
        ended.*,
        lead(first_day) over from_first as next_first_day,
        first_value(moving_id) over from_first as first_moving_id,
        first_value(first_day) over from_first as stay_first_day,
        first_value(move_in_date) over from_first as first_move_in_date,
        first_value(left_before) over from_first as left_before_stay,
        first_value(moving_id) over from_last as last_moving_id,
        first_value(moveout_date) over from_last as last_moveout_date,
        first_value(is_completed_moveout) over from_last as last_is_completed,
        first_value(cancellation_notice_date) over from_last as last_notice_date,
        row_number() over (
            partition by tenant_id, apartment_id, room_id, is_valid_contract, stay_number
            order by contract_date is null, contract_date, moving_id
        ) as signing_number,
        row_number() over (
            partition by tenant_id, room_id, is_valid_contract, contract_date order by moving_id
        ) as position_on_day
    from ended
    window
        from_first as (
            partition by tenant_id, apartment_id, room_id, is_valid_contract, stay_number
            order by first_day is null, first_day, moving_id
            rows unbounded preceding
        ),
        from_last as (
            partition by tenant_id, apartment_id, room_id, is_valid_contract, stay_number
            order by
                is_no_show, ends_stay desc, contract_start_date desc, is_completed_moveout desc,
                cancellation_notice_date is null, updated_at desc, moving_id desc
            rows unbounded preceding
        )
),

-- A cancelled moving speaks only where there is no valid one; else it belongs to the last stay.
placed as (
    select
        described.*,
        first_value(last_moving_id) over (
            partition by tenant_id, apartment_id, room_id
            order by is_valid_contract desc, stay_number desc, moving_id
            rows unbounded preceding
        ) as contract_id_of_room
    from described
    union all
    select
        movings.*,
        null as left_before,
        null as began_before,
        null as noticed_before,
        0 as stay_number,
        0 as ends_stay,
        0 as is_no_show,
        null as next_first_day,
        movings.moving_id as first_moving_id,
        movings.first_day as stay_first_day,
        movings.move_in_date as first_move_in_date,
        null as left_before_stay,
        movings.moving_id as last_moving_id,
        movings.moveout_date as last_moveout_date,
        movings.is_completed_moveout as last_is_completed,
        movings.cancellation_notice_date as last_notice_date,
        1 as signing_number,
        1 as position_on_day,
        movings.moving_id as contract_id_of_room
    from movings
    inner join only_movings on only_movings.moving_id = movings.moving_id
),

dated as (
    select
        moving_id,
        last_moving_id,
        contract_id_of_room,
        tenant_id,
        apartment_id,
        room_id,
        contract_type_code,
        tenant_type,
        is_valid_contract,
        is_completed_moveout,
        stay_number + 1 as stay_number,
        first_moving_id,
        contract_date,
        contract_start_date,
        if(move_in_date <= left_before_stay, first_day, move_in_date) as move_in_date,
        if(first_move_in_date <= left_before_stay, stay_first_day, first_move_in_date) as stay_move_in_date,
        moveout_date,
        case
            -- The next term of the stay begins the day after: nobody leaves for the night.
            when is_completed_moveout = 1 and ends_stay = 0 and next_first_day = date_add(moveout_date, interval 1 day)
                then next_first_day
            when is_completed_moveout = 1 then moveout_date
            when last_is_completed = 1 then last_moveout_date
            -- A company has one status for all its rooms, which says nothing of one: its own notice does.
            when tenant_type = 'corporate' and moveout_date >= cancellation_notice_date then moveout_date
            when tenant_type = 'corporate' and last_moveout_date >= last_notice_date then last_moveout_date
        end as completed_moveout_date,
        case
            when moveout_date >= cancellation_notice_date then moveout_date
            when last_moveout_date >= last_notice_date then last_moveout_date
        end as noticed_moveout_date,
        case
            when is_valid_contract = 0 or contract_date is null or position_on_day > 1 then null
            when signing_number = 1 and coalesce(first_day <= stay_first_day, 1) then 'new'
            else 'renewal'
        end as signing_kind,
        monthly_rent,
        updated_at
    from placed
),

-- A person lives in one room: who enters another one leaves the one before, though the source may never close it.
people_of_several_movings as (
    select tenant_id
    from movings
    where is_valid_contract = 1 and tenant_type <> 'corporate'
    group by tenant_id
    having count(*) > 1
),

followed as (
    select
        dated.moving_id,
        min(dated.stay_move_in_date) over (
            partition by dated.tenant_id
            order by dated.stay_move_in_date
            range between interval 1 day following and unbounded following
        ) as next_stay_on
    from dated
    inner join people_of_several_movings as people on people.tenant_id = dated.tenant_id
    where dated.is_valid_contract = 1 and dated.tenant_type <> 'corporate' and dated.stay_move_in_date is not null
),

final as (
    select
        dated.moving_id,
        if(dated.is_valid_contract = 1, dated.last_moving_id, dated.contract_id_of_room) as contract_id,
        dated.tenant_id,
        dated.apartment_id,
        dated.room_id,
        dated.contract_type_code,
        dated.tenant_type,
        dated.is_valid_contract,
        dated.is_completed_moveout,
        dated.stay_number,
        dated.first_moving_id,
        dated.contract_date,
        dated.contract_start_date,
        dated.move_in_date,
        dated.stay_move_in_date,
        dated.moveout_date,
        dated.completed_moveout_date,
        coalesce(dated.noticed_moveout_date, followed.next_stay_on) as noticed_moveout_date,
        dated.signing_kind,
        dated.monthly_rent,
        dated.updated_at,
        {{ as_of_date() }} as as_of_date
    from dated
    left join followed on followed.moving_id = dated.moving_id
)

select * from final
