-- "How many rows of each dump have each value of each code column"; "Value as text, as the source writes it; NULL for none."
create or replace table code_counts as
with texts as (
    select 'movings' as source_table, code_column, code
    from (
        select
            moving_agreement_type, tenant_contract_type, cancel_flag, is_moveout, move_renew_flag, key_return_flag,
            is_terminated_noticed
        from raw.movings
    ) unpivot include nulls (code for code_column in (columns(*)))
    union all
    select 'tenants', code_column, code
    from (
        select
            status, contract_type, agreement_type, gender_type, personal_identity, affiliation_type, affiliation_status,
            m_nationality_id, media_id, reason_moveout, renewal_priority, is_transferred, is_renewal_ng, is_paysle_unpaid
        from raw.tenants
    ) unpivot include nulls (code for code_column in (columns(*)))
    union all
    select 'rooms', code_column, code
    from (select status, gender_type, bed_type from raw.rooms)
        unpivot include nulls (code for code_column in (columns(*)))
    union all
    select 'apartments', code_column, code
    from (select apartment_type, building_type, status from raw.apartments)
        unpivot include nulls (code for code_column in (columns(*)))
)

select source_table, code_column, coalesce(code, 'NULL') as code, count(*) as row_count
from texts
group by all;

-- Each day keeps the counts of its dump.
create table if not exists code_days as
select getvariable('as_of') as as_of_date, * from code_counts limit 0;
delete from code_days where as_of_date = getvariable('as_of');
insert into code_days
select getvariable('as_of') as as_of_date, * from code_counts;
