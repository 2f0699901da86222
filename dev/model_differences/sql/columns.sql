-- Columns of the tables and views that dbt built, in their order.
select table_schema, table_name, column_name
from information_schema.columns
where table_schema in (%(silver)s, %(gold)s)
order by table_schema, table_name, ordinal_position
