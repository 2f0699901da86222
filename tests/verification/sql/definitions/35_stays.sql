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
-- first day counts as the day after the first day)."
create or replace table moving_beginnings as
with looked_back as (
    select
        m.moving_id,
        max(case
            when e.is_completed_moveout = 1
                then greatest(e.moveout_date, coalesce((e.first_day + interval 1 day)::date, e.moveout_date))
        end) filter (e.moveout_date is not null) as departure,
        max(e.first_day) as latest_beginning
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
        and b.latest_beginning < b.departure,
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

-- "The last moving of a stay speaks for it: latest contract_start_date (a missing one last), then a move-out done before
-- none, then a notice before none, latest updated_at, highest id."
create or replace table stay_ends as
select *
from stays_of_movings
qualify row_number() over (
    partition by tenant_id, apartment_id, room_id, is_valid_contract, stay_number
    order by
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

create or replace table stay_movings as
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
    case
        when m.is_completed_moveout = 1 then m.moveout_date
        when e.is_completed_moveout = 1 then e.moveout_date
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
from stays_of_movings as m
inner join stay_ends as e using (tenant_id, apartment_id, room_id, is_valid_contract, stay_number)
inner join stay_beginnings as b using (tenant_id, apartment_id, room_id, is_valid_contract, stay_number)
inner join last_stays as l using (tenant_id, apartment_id, room_id)
left join earliest_signings as s using (tenant_id, apartment_id, room_id, stay_number);
