{#- How MySQL loads a code list. dbt lets a seed have no materialization but its own ("A seed must have a materialized
    value of 'seed'"), and that one leaves the work to three macros which an adapter, or a project for it, may provide:
    these are they.

    The rows go into a draft beside the list and then replace the old ones in one transaction. dbt's TRUNCATE, and the
    DROP of its full refresh, would show readers an empty list or none in between.

    Only a list whose columns changed is swapped in whole: RENAME TABLE also locks the views over the list, and a reader
    of two lists through a view can deadlock with it. A full refresh makes no difference: every load is a full one.

    Config: column_types (name: type and constraints of each column). -#}
{% macro mysql__create_csv_table(model, agate_table) %}
    {% set draft = beside(this, '__dbt_tmp') %}
    {% set types = model['config'].get('column_types', {}) %}
    {% set columns = [] %}
    {% for name in agate_table.column_names %}
        {% set type = types.get(name, adapter.convert_type(agate_table, loop.index0)) %}
        {% do columns.append(adapter.quote(name) ~ ' ' ~ type) %}
    {% endfor %}
    {% set create = 'create table ' ~ draft ~ ' (' ~ columns | join(', ') ~ ')' %}
    {% do take_model_lock(this) %}
    {% do drop_if_there(draft) %}
    {#- A statement that begins a transaction: dbt's materialization ends one. -#}
    {% call statement('create_draft') %}{{ create }}{% endcall %}
    {{ return(create) }}
{% endmacro %}

{% macro mysql__reset_csv_table(model, full_refresh, old_relation, agate_table) %}
    {{ return(mysql__create_csv_table(model, agate_table)) }}
{% endmacro %}

{% macro mysql__load_csv_rows(model, agate_table) %}
    {% set draft = beside(this, '__dbt_tmp') %}
    {% set insert = fill_code_list(draft, agate_table) %}
    {% if columns_now(this) == columns_now(draft) %}
        {% do run_query('start transaction') %}
        {% do run_query('delete from ' ~ this) %}
        {% do run_query('insert into ' ~ this ~ ' select * from ' ~ draft) %}
        {% do run_query('commit') %}
        {% do run_query('drop table ' ~ draft) %}
    {% else %}
        {% do swap_in(draft, this) %}
    {% endif %}
    {% do free_named_lock(this) %}
    {{ return(insert) }}
{% endmacro %}

{#- Insert all rows of the CSV file; return the statement, '' if there are none. -#}
{% macro fill_code_list(draft, csv) %}
    {% set rows = csv.rows | length %}
    {% if not rows %}
        {{ return('') }}
    {% endif %}
    {% set names = csv.column_names | map('string') | list %}
    {% set marks = '(' ~ (['%s'] * (names | length)) | join(', ') ~ ')' %}
    {% set values = [] %}
    {% for row in csv.rows %}
        {% do values.extend(row) %}
    {% endfor %}
    {% set insert = 'insert into ' ~ draft ~ ' (`' ~ names | join('`, `') ~ '`) values ' ~ ([marks] * rows) | join(', ') %}
    {% do adapter.add_query(insert, bindings=values, abridge_sql_log=True) %}
    {{ return(insert) }}
{% endmacro %}

{#- The columns of a table in order, with all that its definition says of them; empty if there is no such table. -#}
{% macro columns_now(relation) %}
    {% set found = run_query(
        "select concat_ws(' ', column_name, column_type, collation_name, is_nullable, column_key) as definition"
        ~ " from information_schema.columns where table_schema = '" ~ relation.schema
        ~ "' and table_name = '" ~ relation.identifier ~ "' order by ordinal_position"
    ) %}
    {{ return(found.columns[0].values() | list) }}
{% endmacro %}
