{#- A view that is replaced in one step, also where a table of that name was before. -#}
{% materialization atomic_view, adapter='mysql' %}
    {% set relation = this.incorporate(type='view') %}

    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {% do take_model_lock(relation) %}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}

    {% if relation_type_now(relation) == 'table' %}
        {% set draft = beside(relation, '__dbt_tmp') %}
        {% do drop_if_there(draft) %}
        {% call statement('main') %}
            create sql security invoker view {{ draft }} as {{ sql }}
        {% endcall %}
        {% do swap_in(draft, relation) %}
    {% else %}
        {% call statement('main') %}
            create or replace sql security invoker view {{ relation }} as {{ sql }}
        {% endcall %}
    {% endif %}

    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {% do adapter.commit() %}
    {% do free_named_lock(relation) %}
    {{ run_hooks(post_hooks, inside_transaction=False) }}

    {{ return({'relations': [relation]}) }}
{% endmaterialization %}
