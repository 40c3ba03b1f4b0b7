{#-
    A table of a file that nobody reads yet: made under its own name. dbt-duckdb's own way makes it under another name and
    renames it, for readers' sake, which takes as long as filling it.
-#}
{% materialization table, adapter='duckdb', supported_languages=['sql', 'python'] %}

    {%- set table = this.incorporate(type='table') -%}
    {%- set earlier = load_cached_relation(this) -%}

    {%- do run_hooks(pre_hooks, inside_transaction=False) -%}
    {%- do run_hooks(pre_hooks, inside_transaction=True) -%}

    {%- do drop_relation_if_exists(earlier) -%}

    {%- call statement('main', language=model['language']) -%}
        {{ create_table_as(False, table, compiled_code, model['language']) }}
    {%- endcall -%}

    {%- do run_hooks(post_hooks, inside_transaction=True) -%}
    {%- do adapter.commit() -%}
    {%- do run_hooks(post_hooks, inside_transaction=False) -%}

    {{ return({'relations': [table]}) }}

{% endmaterialization %}
