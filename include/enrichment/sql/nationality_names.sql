-- The only answers that may be stored: the names of the source's own list, without the placeholder.
select nationality_name
from {staging}.m_nationalities
where deleted_at is null and nationality_name is not null and trim(nationality_name) not in ('', %(placeholder)s)
