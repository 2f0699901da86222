{#- A table that is replaced in one step. Config: primary_key (list of columns), indexes (list of {columns, unique}). -#}
{% materialization atomic_table, adapter='mysql' %}
    {% set relation = this.incorporate(type='table') %}
    {% set draft = beside(relation, '__dbt_tmp') %}

    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {% do take_model_lock(relation) %}
    {% do drop_if_there(draft) %}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}

    {% do build_table_beside(draft, sql) %}
    {% do swap_in(draft, relation) %}

    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {% do adapter.commit() %}
    {% do free_named_lock(relation) %}
    {{ run_hooks(post_hooks, inside_transaction=False) }}

    {{ return({'relations': [relation]}) }}
{% endmaterialization %}
