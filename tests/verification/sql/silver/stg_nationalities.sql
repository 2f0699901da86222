-- "The source table m_nationalities, renamed and cleaned."
select id::bigint as nationality_id, text_or_null(nationality_name) as nationality_name
from raw.m_nationalities
