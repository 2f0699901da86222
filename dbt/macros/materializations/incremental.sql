{#- A table of days of which a run replaces whole days in one transaction.

    Config:
      day_column     the DATE column that says to which day a row belongs
      replace_where  name of a macro that returns the condition of the rows to delete; by default every day that the
                     query returns, the days of stale_days() and every day after the as-of day
      built_from     the model whose days this one follows; by default the snapshots
      primary_key, indexes  as of a table

    The model selects its own days by means of stale_days(). Which days a model has built, and from what, is kept in
    <silver>.built_days and written in the same transaction as the rows. --full-refresh builds everything beside the
    old table and swaps it in. -#}
{% materialization incremental, adapter='mysql' %}
    {% set relation = this.incorporate(type='table') %}
    {% set draft = beside(relation, '__dbt_tmp') %}
    {% set follow_days = config.get('follow_days', true) %}

    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {% do take_model_lock(relation) %}
    {% do drop_if_there(draft) %}
    {% do create_built_days() %}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}

    {% if relation_type_now(relation) != 'table' or should_full_refresh() %}
        {% do build_table_beside(draft, sql) %}
        {% do swap_in(draft, relation) %}
        {% if follow_days %}
            {% do run_query('start transaction') %}
            {% do run_query("delete from " ~ built_days_table() ~ " where model = '" ~ model.name ~ "'") %}
            {% do run_query(record_built_days_sql(model.name, none)) %}
            {% do run_query('commit') %}
        {% endif %}
    {% else %}
        {% set days = stale_days() if follow_days else [] %}
        {% set condition = context[config.get('replace_where', 'replaced_days_condition')](relation, draft, days) %}
        {% call statement('draft') %}
            create table {{ draft }} as {{ sql }}
        {% endcall %}
        {% set columns = adapter.get_columns_in_relation(relation) | map(attribute='quoted') | join(', ') %}
        {% do run_query('start transaction') %}
        {% do run_query('delete from ' ~ relation ~ ' where ' ~ condition) %}
        {% call statement('main', auto_begin=False) %}
            insert into {{ relation }} ({{ columns }}) select {{ columns }} from {{ draft }}
        {% endcall %}
        {% if follow_days %}
            {% do run_query(forget_built_days_sql(model.name, days)) %}
            {% do run_query(record_built_days_sql(model.name, days)) %}
        {% endif %}
        {% do run_query('commit') %}
        {% do drop_if_there(draft) %}
    {% endif %}

    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {% do adapter.commit() %}
    {% do free_model_lock(relation) %}
    {{ run_hooks(post_hooks, inside_transaction=False) }}

    {{ return({'relations': [relation]}) }}
{% endmaterialization %}
