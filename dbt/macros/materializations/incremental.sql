{#- A table of days of which a run replaces whole days in one transaction.

    Config:
      day_column      the DATE column that says to which day a row belongs
      replace_where   name of a macro that returns the condition of the rows to delete before an insert
      built_from      the model whose days this one follows; by default the snapshots
      follow_days     false: the model has one set of rows per as-of day and follows no days
      lookback_days   days before the as-of day that every run builds anew
      column_types    name: type of every column, for a model that reads its own rows
      batch_days      at a full build, so many days at a time
      primary_key, indexes  as of a table

    The model selects its days by means of the macros in built_days.sql. Which days a model has built, and from what,
    is kept in <silver>.built_days and written in the same transaction as the rows. A full build goes into a draft
    beside the old table and is swapped in; in batches, because sorting ten million rows at once takes the server to
    its disk. -#}
{% materialization incremental, adapter='mysql' %}
    {% set relation = this.incorporate(type='table') %}
    {% set draft = beside(relation, '__dbt_tmp') %}
    {% set part = beside(relation, '__dbt_part') %}
    {% set follow_days = config.get('follow_days', true) %}

    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {% do take_model_lock(relation) %}
    {#- Two models that note their first days at once would lock the same gap of built_days, and one would lose. -#}
    {% do run_query('set session transaction isolation level read committed') %}
    {% do drop_if_there(draft) %}
    {% do drop_if_there(part) %}
    {% do create_built_days() %}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}

    {% if relation_type_now(relation) != 'table' or should_full_refresh() %}
        {% if config.get('batch_days') %}
            {% do build_in_batches(draft, part, sql) %}
        {% else %}
            {% do build_table_beside(draft, sql) %}
        {% endif %}
        {% do swap_in(draft, relation) %}
        {% if follow_days %}
            {% do run_query('start transaction') %}
            {% do run_query("delete from " ~ built_days_table() ~ " where model = '" ~ model.name ~ "'") %}
            {% do run_query(record_built_days_sql(model.name, none)) %}
            {% do run_query('commit') %}
        {% endif %}
    {% else %}
        {% set days = stale_days() if follow_days else [] %}
        {% do run_query('create table ' ~ part ~ ' as ' ~ sql) %}
        {% set condition = context[config.get('replace_where', 'replaced_days_condition')](part, days) %}
        {% do replace_rows(relation, part, condition, days if follow_days else none) %}
    {% endif %}

    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {% do adapter.commit() %}
    {% do free_named_lock(relation) %}
    {{ run_hooks(post_hooks, inside_transaction=False) }}

    {{ return({'relations': [relation]}) }}
{% endmaterialization %}

{#- Put the rows of a part in the place of the rows that meet a condition, and note the days, in one transaction. -#}
{% macro replace_rows(relation, part, condition, days) %}
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

{#- Build a draft some days at a time: the same SQL with other bounds in the place of its marked dates. -#}
{% macro build_in_batches(draft, part, sql) %}
    {% set state = namespace(reopened='1900-01-01', created=false) %}
    {% set days = run_query('select day from (' ~ available_days_sql() ~ ') as available order by day').columns[0].values()
        | map('string') | list %}
    {% if config.get('column_types') or not days %}
        {% do create_draft(draft, sql) %}
        {% set state.created = true %}
    {% endif %}
    {% for batch in days | batch(config.get('batch_days')) %}
        {% set bounded = with_bounds(sql, batch[0], batch[-1], state.reopened) %}
        {% if not state.created %}
            {% do build_table_beside(draft, bounded) %}
            {% set state.created = true %}
        {% elif config.get('column_types') %}
            {% do run_query('create table ' ~ part ~ ' as ' ~ bounded) %}
            {% do replace_rows(draft, part, reopened_condition(state.reopened), none) %}
        {% else %}
            {% set columns = adapter.get_columns_in_relation(draft) | map(attribute='quoted') | join(', ') %}
            {% call statement('main', auto_begin=False) %}
                insert into {{ draft }} ({{ columns }}) select {{ columns }} from ({{ bounded }}) as batch
            {% endcall %}
            {% do run_query('commit') %}
        {% endif %}
        {% set state.reopened = batch[-1] %}
    {% endfor %}
    {% do run_query('analyze table ' ~ draft) %}
{% endmacro %}

{#- An empty draft with the types that the model states. -#}
{% macro create_draft(draft, sql) %}
    {% if config.get('column_types') %}
        {% set definitions = [] %}
        {% for name, type in config.get('column_types').items() %}
            {% do definitions.append(name ~ ' ' ~ type) %}
        {% endfor %}
        {% do definitions.append('primary key (' ~ config.require('primary_key') | join(', ') ~ ')') %}
        {% for index in config.get('indexes', []) %}
            {% do definitions.append('index (' ~ index['columns'] | join(', ') ~ ')') %}
        {% endfor %}
        {% do run_query('create table ' ~ draft ~ ' (' ~ definitions | join(', ') ~ ')') %}
    {% else %}
        {% do build_table_beside(draft, sql) %}
    {% endif %}
{% endmacro %}
