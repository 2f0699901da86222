{#- What the own materializations share. dbt-mysql replaces a table by two renames: readers get error 1146 in between,
    and the table stays away if dbt dies there. Here one RENAME TABLE does both, which MySQL does all or nothing. -#}

{#- 'table', 'view' or none, asked of the server: another process may have changed it since this one started. -#}
{% macro relation_type_now(relation) %}
    {{ return(relation_types_now([relation])[0]) }}
{% endmacro %}

{#- The same of several relations of one schema, in their order, in one question. -#}
{% macro relation_types_now(relations) %}
    {% set names = relations | map(attribute='identifier') | list %}
    {% set found = run_query(
        "select table_name, table_type from information_schema.tables where table_schema = '" ~ relations[0].schema
        ~ "' and table_name in ('" ~ names | join("', '") ~ "')"
    ) %}
    {% set types = {} %}
    {% for row in found.rows %}
        {% do types.update({row[0] | string: 'view' if 'VIEW' in (row[1] | string) else 'table'}) %}
    {% endfor %}
    {% set in_order = [] %}
    {% for name in names %}
        {% do in_order.append(types.get(name)) %}
    {% endfor %}
    {{ return(in_order) }}
{% endmacro %}

{#- The name beside a relation under which its successor is built or its predecessor waits to be dropped. -#}
{% macro beside(relation, suffix) %}
    {{ return(api.Relation.create(
        database=none, schema=relation.schema, identifier=relation.identifier ~ suffix, type='table')) }}
{% endmacro %}

{% macro drop_if_there(relation) %}
    {% do drop_relation_of(relation_type_now(relation), relation) %}
{% endmacro %}

{#- With no type there is nothing to drop. -#}
{% macro drop_relation_of(type, relation) %}
    {% if type is not none %}
        {% do run_query('drop ' ~ type ~ ' if exists ' ~ relation) %}
    {% endif %}
{% endmacro %}

{#- Let only one dbt process build a model: two would collide on its __dbt_tmp table. The server frees the lock when
    the connection ends, however it ends. -#}
{% macro take_model_lock(relation) %}
    {#- Reading a source for a new table must not lock its rows against the writers of staging. And window functions work
        on temporary tables: those above 16 MB, the default, would go to the server's disk. -#}
    {% do run_query(
        "set session transaction_isolation = 'READ-COMMITTED', tmp_table_size = " ~ var('temporary_table_mb') * 1048576
    ) %}
    {% do take_named_lock(relation) %}
{% endmacro %}

{% macro take_named_lock(relation) %}
    {% set name = (relation.schema ~ '.' ~ relation.identifier)[:64] %}
    {% set taken = run_query("select get_lock('" ~ name ~ "', " ~ var('swap_lock_wait_seconds') ~ ")") %}
    {% if taken.rows[0][0] != 1 %}
        {{ exceptions.raise_compiler_error(
            "Another dbt process is building " ~ relation ~ ". Wait for it, or end it, then run this again."
        ) }}
    {% endif %}
{% endmacro %}

{% macro free_named_lock(relation) %}
    {% do run_query("select release_lock('" ~ (relation.schema ~ '.' ~ relation.identifier)[:64] ~ "')") %}
{% endmacro %}

{#- Build a table under a side name, with its keys and indexes complete before anybody can read it. -#}
{% macro build_table_beside(draft, sql) %}
    {% set primary_key = config.get('primary_key', []) %}
    {% call statement('main') %}
        create table {{ draft }}
        {% if primary_key %}(primary key ({{ primary_key | join(', ') }})){% endif %}
        as
        {{ sql }}
    {% endcall %}
    {% set indexes = config.get('indexes', []) %}
    {% if indexes %}
        {% set additions = [] %}
        {% for index in indexes %}
            {% set kind = 'unique index' if index.get('unique') else 'index' %}
            {% set method = ' using ' ~ index['type'] if index.get('type') else '' %}
            {% do additions.append(
                'add ' ~ kind ~ ' ' ~ (index['columns'] | join('_'))[:60] ~ method ~ ' (' ~ index['columns'] | join(', ') ~ ')'
            ) %}
        {% endfor %}
        {% do run_query('alter table ' ~ draft ~ ' ' ~ additions | join(', ')) %}
    {% endif %}
    {% do run_query('analyze table ' ~ draft) %}
{% endmacro %}

{#- Put a finished draft in the place of a relation in one step: readers see the old rows or the new ones. -#}
{% macro swap_in(draft, relation) %}
    {% set backup = beside(relation, '__dbt_backup') %}
    {% set types = relation_types_now([relation, backup]) %}
    {% do drop_relation_of(types[1], backup) %}
    {#- A reader's open transaction blocks the swap, and new readers queue behind it: give up rather than hold them. -#}
    {% do run_query('set session lock_wait_timeout = ' ~ var('swap_lock_wait_seconds')) %}
    {% if types[0] is none %}
        {% do run_query('rename table ' ~ draft ~ ' to ' ~ relation) %}
    {% else %}
        {% do run_query('rename table ' ~ relation ~ ' to ' ~ backup ~ ', ' ~ draft ~ ' to ' ~ relation) %}
        {% do drop_relation_of(types[0], backup) %}
    {% endif %}
{% endmacro %}
