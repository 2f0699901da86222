{#- A table of days of which a run replaces whole days in one transaction.

    Config:
      day_column      the DATE column that says to which day a row belongs
      replace_where   name of a macro that returns the condition of the rows to delete before an insert
      built_from      the model whose days this one follows; by default the snapshots
      compares_days   true: a row also says something about the day before it, and is built again when that one is
      follow_days     false: the model has one set of rows per as-of day and follows no days
      lookback_days   days before the as-of day that every run builds anew
      column_types    name: type of every column, for a model that reads its own rows
      batch_days      no statement reads more days than these
      primary_key, indexes  as of a table

    The model selects its days by means of the macros in built_days.sql; the bounds of what is built travel as session
    variables (bounds.sql), so every batch runs the same SQL. Which days a model has built, and from what, is kept in
    <silver>.built_days and written in the same transaction as the rows. A full build goes into a draft beside the old
    table and is swapped in; in batches, because sorting ten million rows at once takes the server to its disk. -#}
{% materialization replaced_days, adapter='mysql' %}
    {% set relation = this.incorporate(type='table') %}
    {% set draft = beside(relation, '__dbt_tmp') %}
    {% set part = beside(relation, '__dbt_part') %}

    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {#- Read committed, too, for the log of days: two models that record their first days at once would lock the same
        gap of it, and one would lose. -#}
    {% do take_model_lock(relation) %}
    {% set types = relation_types_now([draft, part]) %}
    {% do drop_relation_of(types[0], draft) %}
    {% do drop_relation_of(types[1], part) %}
    {% do create_built_days() %}
    {% do create_built_models() %}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}

    {% if replaces_days() %}
        {% do replace_stale_days(relation, part, sql) %}
    {% else %}
        {% do build_all_days(relation, draft, part, sql) %}
    {% endif %}

    {% do record_built_model() %}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {% do adapter.commit() %}
    {% do free_named_lock(relation) %}
    {{ run_hooks(post_hooks, inside_transaction=False) }}

    {{ return({'relations': [relation]}) }}
{% endmaterialization %}

{#- Whether this run replaces days of the table that is there; else it builds all of them, as it does for a table of an
    older release that lacks a column of the model's yml, and for one that reads its own rows and would have to read
    many days at once: built from day one in batches it has the same rows. Not dbt's is_incremental(): that one knows
    the materialization `incremental` only, and asks list_relations, which takes an error for "no table". -#}
{% macro replaces_days() %}
    {{ return(execute and relation_type_now(this) == 'table' and not should_full_refresh() and has_every_column(this)
        and not (config.get('column_types') and config.get('batch_days') and many_days(stale_days()))) }}
{% endmacro %}

{% macro has_every_column(relation) %}
    {% set found = run_query(
        "select lower(column_name) from information_schema.columns where table_schema = '" ~ relation.schema
        ~ "' and table_name = '" ~ relation.identifier ~ "'"
    ).columns[0].values() %}
    {{ return(model.columns.keys() | map('lower') | reject('in', found) | list | length == 0) }}
{% endmacro %}

{% macro replace_stale_days(relation, part, sql) %}
    {% set days = stale_days() if config.get('follow_days', true) else none %}
    {% if days is not none %}
        {% do set_bounds_of_changes(days + obsolete_days()) %}
    {% endif %}
    {% if many_days(days) %}
        {% do fill_in_batches(part, sql, days) %}
    {% else %}
        {% do run_query('create table ' ~ part ~ ' as ' ~ sql) %}
    {% endif %}
    {% do replace_rows(relation, part, replaced_rows_condition(part, days or []), days) %}
{% endmacro %}

{#- Whether more days are to be replaced than one statement should read: all of them, once the snapshots were loaded
    again. -#}
{% macro many_days(days) %}
    {{ return(config.get('batch_days') and days and days | length > config.get('batch_days')) }}
{% endmacro %}

{#- Fill a part some days at a time; it replaces the rows of all of them in one transaction. -#}
{% macro fill_in_batches(part, sql, days) %}
    {% for batch in days | batch(config.get('batch_days')) %}
        {% do set_bounds(batch[0], batch[-1], batch[0]) %}
        {% do run_query(('create table ' ~ part ~ ' as ' if loop.first else 'insert into ' ~ part ~ ' ') ~ sql) %}
        {% do run_query('commit') %}
    {% endfor %}
{% endmacro %}

{% macro build_all_days(relation, draft, part, sql) %}
    {% if config.get('batch_days') %}
        {% do build_in_batches(draft, part, sql) %}
    {% else %}
        {% do set_bounds('1900-01-01', as_of_day(), '1900-01-01') %}
        {% do build_table_beside(draft, sql) %}
    {% endif %}
    {% do swap_in(draft, relation) %}
    {% if config.get('follow_days', true) %}
        {% do run_query('start transaction') %}
        {% do run_query("delete from " ~ built_days_table() ~ " where model = '" ~ model.name ~ "'") %}
        {% do run_query(record_built_days_sql(model.name, none)) %}
        {% do run_query('commit') %}
    {% endif %}
{% endmacro %}

{#- The condition of the rows that give way to those of a part. -#}
{% macro replaced_rows_condition(part, days) %}
    {{ return(context[config.get('replace_where', 'replaced_days_condition')](part, days)) }}
{% endmacro %}

{#- Put the rows of a part in the place of the rows that meet a condition, and record the days, if any are given, in
    the same transaction. -#}
{% macro replace_rows(relation, part, condition, days=none) %}
    {% set columns = adapter.get_columns_in_relation(part) | map(attribute='quoted') | join(', ') %}
    {% do run_query('start transaction') %}
    {% do run_query('delete from ' ~ relation ~ ' where ' ~ condition) %}
    {% call statement('main', auto_begin=False) %}
        insert into {{ relation }} ({{ columns }}) select {{ columns }} from {{ part }}
    {% endcall %}
    {% if days is not none %}
        {% do run_query(forget_built_days_sql(model.name, days)) %}
        {% do run_query(record_built_days_sql(model.name, days)) %}
    {% endif %}
    {% do run_query('commit') %}
    {% do run_query('drop table ' ~ part) %}
{% endmacro %}

{#- Build a draft some days at a time: the same SQL, with other bounds. -#}
{% macro build_in_batches(draft, part, sql) %}
    {% set state = namespace(reopened='1900-01-01', created=false) %}
    {% set days = run_query('select day from (' ~ available_days_sql() ~ ') as available order by day').columns[0].values()
        | map('string') | list %}
    {% do set_bounds('1900-01-01', as_of_day(), '1900-01-01') %}
    {% if config.get('column_types') %}
        {% do create_typed_draft(draft) %}
        {% set state.created = true %}
    {% elif not days %}
        {% do build_table_beside(draft, sql) %}
    {% endif %}
    {% for batch in days | batch(config.get('batch_days')) %}
        {% do set_bounds(batch[0], batch[-1], state.reopened) %}
        {% if not state.created %}
            {% do build_table_beside(draft, sql) %}
            {% set state.created = true %}
        {% elif config.get('column_types') %}
            {% do run_query('create table ' ~ part ~ ' as ' ~ sql) %}
            {% do replace_rows(draft, part, replaced_rows_condition(part, batch)) %}
        {% else %}
            {% set columns = adapter.get_columns_in_relation(draft) | map(attribute='quoted') | join(', ') %}
            {% call statement('main', auto_begin=False) %}
                insert into {{ draft }} ({{ columns }}) select {{ columns }} from ({{ sql }}) as batch
            {% endcall %}
            {% do run_query('commit') %}
        {% endif %}
        {% set state.reopened = batch[-1] %}
    {% endfor %}
    {% do run_query('analyze table ' ~ draft) %}
{% endmacro %}

{#- An empty draft with the types that the model states. -#}
{% macro create_typed_draft(draft) %}
    {% set definitions = [] %}
    {% for name, type in config.get('column_types').items() %}
        {% do definitions.append(name ~ ' ' ~ type) %}
    {% endfor %}
    {% do definitions.append('primary key (' ~ config.require('primary_key') | join(', ') ~ ')') %}
    {% for index in config.get('indexes', []) %}
        {% do definitions.append('index (' ~ index['columns'] | join(', ') ~ ')') %}
    {% endfor %}
    {#- The statement of this name is the model's; without a snapshot no other follows. -#}
    {% call statement('main') %}
        create table {{ draft }} ({{ definitions | join(', ') }})
    {% endcall %}
{% endmacro %}
