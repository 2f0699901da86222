{#- A code list is loaded into a draft beside it; its rows then replace the old ones in one transaction. dbt's TRUNCATE,
    and the DROP of its full refresh, would show readers an empty list or none in between.

    Only a list whose columns changed is swapped in whole: RENAME TABLE also locks the views over the list, and a reader
    of two lists through a view can deadlock with it. A full refresh makes no difference: every load is a full one.

    Config: column_types (name: type and constraints of each column). -#}
{% materialization seed, adapter='mysql' %}
    {% set relation = this.incorporate(type='table') %}
    {% set draft = beside(relation, '__dbt_tmp') %}
    {% set csv = load_agate_table() %}
    {% do store_result('agate_table', response='OK', agate_table=csv) %}

    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {% do take_model_lock(relation) %}
    {% do drop_if_there(draft) %}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}

    {% do create_seed_draft(draft, csv) %}
    {% do fill_seed_draft(draft, csv) %}
    {% if columns_now(relation) == columns_now(draft) %}
        {% do run_query('start transaction') %}
        {% do run_query('delete from ' ~ relation) %}
        {% do run_query('insert into ' ~ relation ~ ' select * from ' ~ draft) %}
        {% do run_query('commit') %}
        {% do run_query('drop table ' ~ draft) %}
    {% else %}
        {% do swap_in(draft, relation) %}
    {% endif %}

    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {% do adapter.commit() %}
    {% do free_named_lock(relation) %}
    {{ run_hooks(post_hooks, inside_transaction=False) }}

    {{ return({'relations': [relation]}) }}
{% endmaterialization %}

{% macro create_seed_draft(draft, csv) %}
    {% set types = config.get('column_types', {}) %}
    {% set columns = [] %}
    {% for name in csv.column_names %}
        {% do columns.append(adapter.quote(name) ~ ' ' ~ types.get(name, adapter.convert_type(csv, loop.index0))) %}
    {% endfor %}
    {% call statement('create_draft') %}
        create table {{ draft }} ({{ columns | join(', ') }})
    {% endcall %}
{% endmacro %}

{% macro fill_seed_draft(draft, csv) %}
    {% set names = csv.column_names | map('string') | list %}
    {% set marks = '(' ~ (['%s'] * (names | length)) | join(', ') ~ ')' %}
    {% set values = [] %}
    {% for row in csv.rows %}
        {% do values.extend(row) %}
    {% endfor %}
    {% set rows = csv.rows | length %}
    {% if rows %}
        {% do adapter.add_query(
            'insert into ' ~ draft ~ ' (`' ~ names | join('`, `') ~ '`) values ' ~ ([marks] * rows) | join(', '),
            bindings=values, abridge_sql_log=True
        ) %}
    {% endif %}
    {% call noop_statement('main', 'INSERT ' ~ rows, 'INSERT', rows) %}select {{ rows }}{% endcall %}
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
