-- int_stay_movings: "The valid movings of a tenant, building and room are put in the order of their first day
-- (contract_start_date, without one move_in_date; neither: last), then id."
create or replace table moving_order as
select
    *,
    coalesce(contract_start_date, move_in_date) as first_day,
    row_number() over (
        partition by tenant_id, apartment_id, room_id, is_valid_contract
        order by coalesce(contract_start_date, move_in_date) nulls last, moving_id
    ) as place
from movings;

-- "A moving begins a new stay if the latest move-out that the source calls done among the movings before it lies more
-- than one day before its first day, and no moving before it began on or after that move-out (a move-out before the
-- first day counts as the day after the first day), unless it is a renewal that was drawn up before the notice to leave:
-- signed no later than the latest notice of the move-outs done before it, with a move_in_date before the departure."
create or replace table moving_beginnings as
with looked_back as (
    select
        m.moving_id,
        max(case
            when e.is_completed_moveout = 1
                then greatest(e.moveout_date, coalesce((e.first_day + interval 1 day)::date, e.moveout_date))
        end) filter (e.moveout_date is not null) as departure,
        max(e.first_day) as latest_beginning,
        max(e.cancellation_notice_date) filter (
            e.is_completed_moveout = 1 and e.cancellation_notice_date <= e.moveout_date
        ) as latest_notice
    from moving_order as m
    left join moving_order as e
        on
            e.tenant_id = m.tenant_id
            and e.apartment_id = m.apartment_id
            and e.room_id = m.room_id
            and e.is_valid_contract = m.is_valid_contract
            and e.place < m.place
    group by m.moving_id
)

select
    m.*,
    b.departure,
    coalesce(
        m.is_valid_contract = 1
        and date_diff('day', b.departure, m.first_day) > 1
        and b.latest_beginning < b.departure
        and not coalesce(m.contract_date <= b.latest_notice and m.move_in_date < b.departure, false),
        false
    ) as begins_stay
from moving_order as m
inner join looked_back as b using (moving_id);

create or replace table stays_of_movings as
select
    m.*,
    1 + (
        select count(*) from moving_beginnings as e
        where
            e.begins_stay
            and e.tenant_id = m.tenant_id
            and e.apartment_id = m.apartment_id
            and e.room_id = m.room_id
            and e.is_valid_contract = m.is_valid_contract
            and e.place <= m.place
    ) as stay_number
from moving_beginnings as m;

-- "A moving ends its stay, whatever begins later, if a row of the stay was left open, none of its move-outs done is later
-- than this moving's moveout_date, and either the moving has a notice that is not after that date, no open row was signed
-- after the notice, and (unless its move-out is done) no moving begins after the date; or its move-out is done and the
-- open rows began more than 31 days before it."
create or replace table whole_stays as
select
    tenant_id,
    apartment_id,
    room_id,
    is_valid_contract,
    stay_number,
    count(*) filter (is_completed_moveout = 0) > 0 as has_open_row,
    max(moveout_date) filter (is_completed_moveout = 1) as last_done,
    max(contract_date) filter (is_completed_moveout = 0) as open_row_signed,
    max(first_day) filter (is_completed_moveout = 0) as open_row_begun,
    max(first_day) as last_beginning,
    min(first_day) as first_beginning
from stays_of_movings
group by all;

create or replace table judged_movings as
select
    m.*,
    coalesce(
        w.has_open_row
        and m.moveout_date >= coalesce(w.last_done, m.moveout_date)
        and (
            (
                m.cancellation_notice_date <= m.moveout_date
                and coalesce(w.open_row_signed <= m.cancellation_notice_date, true)
                and (m.is_completed_moveout = 1 or w.last_beginning <= m.moveout_date)
            )
            or (m.is_completed_moveout = 1 and date_diff('day', w.open_row_begun, m.moveout_date) > 31)
        ),
        false
    ) as ends_stay,
    -- "the row of a no-show (a move-out done before the stay's first day)"
    coalesce(m.is_completed_moveout = 1 and m.moveout_date < w.first_beginning, false) as is_no_show,
    lead(m.first_day) over (
        partition by m.tenant_id, m.apartment_id, m.room_id, m.is_valid_contract, m.stay_number order by m.place
    ) as next_beginning
from stays_of_movings as m
inner join whole_stays as w using (tenant_id, apartment_id, room_id, is_valid_contract, stay_number);

-- "The last moving of a stay speaks for it: the row of a no-show last, then one that ends the stay first, then latest
-- contract_start_date (a missing one last), then a move-out done before none, then a notice before none, latest
-- updated_at, highest id."
create or replace table stay_ends as
select *
from judged_movings
qualify row_number() over (
    partition by tenant_id, apartment_id, room_id, is_valid_contract, stay_number
    order by
        is_no_show,
        ends_stay desc,
        contract_start_date desc nulls last,
        is_completed_moveout desc,
        (cancellation_notice_date is not null)::int desc,
        updated_at desc nulls last,
        moving_id desc
) = 1;

create or replace table stay_beginnings as
select *
from stays_of_movings
qualify row_number() over (
    partition by tenant_id, apartment_id, room_id, is_valid_contract, stay_number order by place
) = 1;

-- "Cancelled movings are in no stay; where a tenant, building and room has no valid moving, the last cancelled one by the
-- same order speaks, else they belong to the last stay."
create or replace table last_stays as
select tenant_id, apartment_id, room_id, moving_id as contract_id
from stay_ends
qualify row_number() over (
    partition by tenant_id, apartment_id, room_id order by is_valid_contract desc, stay_number desc
) = 1;

-- "of several of the same tenant, room and day only the lowest id"; "new: the earliest signing of the stay (then lowest
-- id), if the moving begins no later than the stay's first moving; all others are renewals."
create or replace table earliest_signings as
select tenant_id, apartment_id, room_id, stay_number, min_by(moving_id, (contract_date, moving_id)) as moving_id
from stays_of_movings
where is_valid_contract = 1 and contract_date is not null
group by all;

create or replace table dated_movings as
select
    m.moving_id,
    case when m.is_valid_contract = 1 then e.moving_id else l.contract_id end as contract_id,
    m.tenant_id,
    m.apartment_id,
    m.room_id,
    m.contract_type_code,
    m.tenant_type,
    m.is_valid_contract,
    m.is_completed_moveout,
    m.stay_number,
    b.moving_id as first_moving_id,
    b.tenant_type as first_tenant_type,
    m.contract_date,
    m.contract_start_date,
    -- "if it is not after the departure that ended the stay before, the moving's first day"
    case when m.move_in_date <= b.departure then m.first_day else m.move_in_date end as move_in_date,
    case when b.move_in_date <= b.departure then b.first_day else b.move_in_date end as stay_move_in_date,
    m.moveout_date,
    -- "the day after, if the stay's next moving begins then and this one does not end the stay"
    case
        when m.is_completed_moveout = 1 and not m.ends_stay and date_diff('day', m.moveout_date, m.next_beginning) = 1
            then m.next_beginning
        when m.is_completed_moveout = 1 then m.moveout_date
        when e.is_completed_moveout = 1 then e.moveout_date
        -- "else, of a corporate moving, the date that noticed_moveout_date would have"
        when m.tenant_type = 'corporate' and m.cancellation_notice_date <= m.moveout_date then m.moveout_date
        when m.tenant_type = 'corporate' and e.cancellation_notice_date <= e.moveout_date then e.moveout_date
    end as completed_moveout_date,
    case
        when m.cancellation_notice_date <= m.moveout_date then m.moveout_date
        when e.cancellation_notice_date <= e.moveout_date then e.moveout_date
    end as noticed_moveout_date,
    case
        when m.is_valid_contract = 1 and m.contract_date is not null and m.moving_id = (
            select min(o.moving_id) from movings as o
            where
                o.tenant_id = m.tenant_id
                and o.room_id = m.room_id
                and o.is_valid_contract = 1
                and o.contract_date = m.contract_date
        )
            then case
                when m.moving_id = s.moving_id and coalesce(m.first_day <= b.first_day, true) then 'new'
                else 'renewal'
            end
    end as signing_kind,
    m.monthly_rent,
    m.updated_at
from judged_movings as m
inner join stay_ends as e using (tenant_id, apartment_id, room_id, is_valid_contract, stay_number)
inner join stay_beginnings as b using (tenant_id, apartment_id, room_id, is_valid_contract, stay_number)
inner join last_stays as l using (tenant_id, apartment_id, room_id)
left join earliest_signings as s using (tenant_id, apartment_id, room_id, stay_number);

-- "else, if the moving is valid and not corporate, the first day of the next stay of the same person in any room"
create or replace table stay_movings as
select m.* replace (coalesce(m.noticed_moveout_date, next.stay_move_in_date) as noticed_moveout_date)
from dated_movings as m
left join (
    select own.moving_id, min(later.stay_move_in_date) as stay_move_in_date
    from dated_movings as own
    inner join dated_movings as later
        on later.tenant_id = own.tenant_id and later.stay_move_in_date > own.stay_move_in_date
    where
        own.is_valid_contract = 1
        and later.is_valid_contract = 1
        and own.tenant_type <> 'corporate'
        and later.tenant_type <> 'corporate'
    group by own.moving_id
) as next using (moving_id);
