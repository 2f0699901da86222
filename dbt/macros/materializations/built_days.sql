{#- The log of the day-replacing models: which days each has built, and from what.

    A day is built again when the log lacks it, when what it was built from has changed since (another snapshot file,
    a newer build of the model upstream), when it lies in the look-back, when no run saw it at the end of its look-back
    because dumps were missing or late, when it was built from a later dump than this run's, or when rebuild_from .. rebuild_to names it.
    So a snapshot that arrives late, a corrected one and a removed one all find their way, and no run has to look at
    the rows of past days. -#}
{% macro built_days_table() -%}
    {{ var('schema_prefix') }}silver.built_days
{%- endmacro %}

{% macro create_built_days() %}
    {% do create_once('built_days', "
        model varchar(64) not null comment 'model that built the day',
        day date not null comment 'day whose rows were replaced',
        stamp varchar(160) not null comment 'version of what it was built from',
        build_id char(36) not null comment 'dbt run that built it',
        as_of_date date not null comment 'dump date of that run',
        primary key (model, day)
    ") %}
{% endmacro %}

{#- Create a table of silver if it is not there. Two that create it at the same time would deadlock: each holds the name
    shared and wants it for itself. -#}
{% macro create_once(name, definitions) %}
    {% set table = api.Relation.create(schema=var('schema_prefix') ~ 'silver', identifier=name, type='table') %}
    {% if relation_type_now(table) is not none %}
        {{ return(none) }}
    {% endif %}
    {% do take_named_lock(table) %}
    {% do run_query('create table if not exists ' ~ table ~ ' (' ~ definitions ~ ')') %}
    {% do free_named_lock(table) %}
{% endmacro %}

{#- The days that a model can be built for, with the version of each: columns day, stamp. -#}
{% macro available_days_sql() %}
    {% set upstream = config.get('built_from', none) %}
    {% if upstream %}
        select
            day,
            {% if config.get('compares_days', false) %}
            concat_ws(' ', build_id, lag(build_id) over (order by day)) as stamp
            {% else %}
            build_id as stamp
            {% endif %}
        from {{ built_days_table() }}
        where model = '{{ upstream }}' and day <= {{ as_of_date() }}
    {% else %}
        {% set loads = api.Relation.create(schema=var('schema_prefix') ~ 'ops', identifier='snapshot_loads', type='table') %}
        {% set versioned = relation_type_now(loads) is not none %}
        select
            days.snapshot_date as day,
            {% if versioned %}coalesce(loads.loaded_etag, ''){% else %}''{% endif %} as stamp
        from ({{ snapshot_days(ref('stg_tenant_snapshots'), as_of_date()) }}) as days
        {% if versioned %}left join {{ loads }} as loads on loads.snapshot_date = days.snapshot_date{% endif %}
    {% endif %}
{% endmacro %}

{#- The days that this run of the model builds, as strings. -#}
{% macro stale_days() %}
    {% if not execute %}
        {{ return([]) }}
    {% endif %}
    {% do create_built_days() %}
    {% set lookback = config.get('lookback_days', var('occupancy_lookback_days')) %}
    {% set found %}
        select available.day
        from ({{ available_days_sql() }}) as available
        left join {{ built_days_table() }} as built
            on built.model = '{{ model.name }}' and built.day = available.day
        where built.day is null
            {# The ledger's columns and this log's may differ in collation; the versions are compared to the letter. #}
            or built.stamp <> available.stamp collate utf8mb4_0900_as_cs
            or available.day >= date_sub({{ as_of_date() }}, interval {{ lookback }} day)
            {% if lookback %}
            {# A day that was built from a later dump holds what nobody knew on the as-of day. #}
            or built.as_of_date > {{ as_of_date() }}
            {# A day that no run has seen at the end of its look-back, because dumps were missing or late. #}
            or built.as_of_date < least(
                {{ as_of_date() }}, date_add(available.day, interval {{ lookback }} day)
            )
            {% endif %}
            {% if var('rebuild_from') %}
            or available.day between date '{{ var('rebuild_from') }}'
                and {% if var('rebuild_to') %}date '{{ var('rebuild_to') }}'{% else %}{{ as_of_date() }}{% endif %}
            {% endif %}
        order by available.day
    {% endset %}
    {{ return(run_query(found).columns[0].values() | map('string') | list) }}
{% endmacro %}

{#- Days that the model once built and that are no longer available: after the as-of day, or their snapshot is gone. -#}
{% macro obsolete_days() %}
    {% if not execute %}
        {{ return([]) }}
    {% endif %}
    {% set found %}
        select built.day
        from {{ built_days_table() }} as built
        left join ({{ available_days_sql() }}) as available on available.day = built.day
        where built.model = '{{ model.name }}' and available.day is null
        order by built.day
    {% endset %}
    {{ return(run_query(found).columns[0].values() | map('string') | list) }}
{% endmacro %}

{% macro day_list(days) -%}
    {%- if days -%}
        {%- for day in days -%}date '{{ day }}'{% if not loop.last %}, {% endif %}{%- endfor -%}
    {%- else -%}
        null
    {%- endif -%}
{%- endmacro %}

{#- In a model: the condition that a row belongs to a day of this run. The days of a run need not follow each other, so
    they are listed; those of a batch, or of a full build, lie between the bounds. -#}
{% macro day_is_built_now(column) -%}
    {%- if replaces_days() -%}
        {{ column }} in ({{ day_list(stale_days()) }}) and {% endif -%}
    {{ column }} between {{ first_day() }} and {{ last_day() }}
{%- endmacro %}

{#- The rows that a run deletes before it inserts its own. The days are listed: with a subquery among the alternatives
    MySQL would look at every row of the table. -#}
{% macro replaced_days_condition(part, days) -%}
    {%- set column = config.require('day_column') -%}
    {%- set own = run_query('select distinct ' ~ column ~ ' from ' ~ part).columns[0].values() | map('string') | list -%}
    {{ column }} in ({{ day_list(days + obsolete_days() + own) }})
    or {{ column }} > {{ as_of_date() }}
{%- endmacro %}

{% macro forget_built_days_sql(name, days) -%}
    delete from {{ built_days_table() }}
    where model = '{{ name }}' and day in ({{ day_list(days + obsolete_days()) }})
{%- endmacro %}

{#- With no list: every available day. -#}
{% macro record_built_days_sql(name, days) -%}
    insert into {{ built_days_table() }} (model, day, stamp, build_id, as_of_date)
    select '{{ name }}', available.day, available.stamp, '{{ invocation_id }}', {{ as_of_date() }}
    from ({{ available_days_sql() }}) as available
    {% if days is not none %}where available.day in ({{ day_list(days) }}){% endif %}
{%- endmacro %}

{#- For a table with one set of rows per as-of day: only that day's rows are replaced. -#}
{% macro this_as_of_day_condition(part, days) -%}
    as_of_date = {{ as_of_date() }}
{%- endmacro %}
