{#- How tables are made on Spark: as Parquet, from models, from a model in Python and from seeds. -#}

{% materialization table, adapter='spark', supported_languages=['sql', 'python'] %}

    {%- set table = api.Relation.create(schema=schema, identifier=model['alias'], type='table') -%}

    {{ run_hooks(pre_hooks) }}

    {%- call statement('drop') -%}
        drop table if exists {{ table }}
    {%- endcall -%}

    {%- call statement('main', language=model['language']) -%}
        {%- if model['language'] == 'python' %}
{{ compiled_code }}
write_table(model(dbtObj(table_of), spark), "{{ table }}")
        {%- else -%}
            {%- if config.get('contract').enforced -%}
                {{ get_assert_columns_equivalent(compiled_code) }}
            {%- endif %}
            create table {{ table }} using parquet as
            {{ get_select_subquery(compiled_code) if config.get('contract').enforced else compiled_code }}
        {%- endif -%}
    {%- endcall -%}

    {%- if config.get('contract').enforced -%}
        {{ require_values(table, model['columns']) }}
    {%- endif -%}

    {{ run_hooks(post_hooks) }}

    {{ return({'relations': [table]}) }}

{% endmaterialization %}

{#- Parquet tables of Spark hold no constraints: a column that may not be null is looked at instead. -#}
{% macro require_values(table, columns) -%}
    {%- set required = [] -%}
    {%- for column in columns.values() -%}
        {%- for constraint in column.constraints if constraint.type == 'not_null' -%}
            {%- do required.append(column.name) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- if required and execute -%}
        {%- call statement('required', fetch_result=true) -%}
            select
                {%- for name in required %}
                {{ count_where(quoted(name) ~ " is null") }}{{ ',' if not loop.last }}
                {%- endfor %}
            from {{ table }}
        {%- endcall -%}
        {%- set counts = load_result('required')['data'][0] -%}
        {%- for name in required if counts[required.index(name)] > 0 -%}
            {%- do exceptions.raise_compiler_error(table ~ ' has rows without ' ~ name ~ ', which it may not have.') -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}

{#- A seed's rows as literals. dbt-spark's own way puts values between quotes as they are, and "None" for none. -#}
{% macro spark__load_csv_rows(model, agate_table) %}
    {%- set types = model['config'].get('column_types', {}) -%}
    {%- for chunk in agate_table.rows | batch(1000) -%}
        {%- set rows = [] -%}
        {%- for row in chunk -%}
            {%- set values = [] -%}
            {%- for name in agate_table.column_names -%}
                {%- set type = types.get(name, adapter.convert_type(agate_table, loop.index0)) -%}
                {%- do values.append('cast(' ~ spark_literal(row[name]) ~ ' as ' ~ type ~ ')') -%}
            {%- endfor -%}
            {%- do rows.append('(' ~ values | join(', ') ~ ')') -%}
        {%- endfor -%}
        {%- call statement('rows') -%}
            insert into {{ this.render() }} values {{ rows | join(', ') }}
        {%- endcall -%}
    {%- endfor -%}
    {{ return('') }}
{% endmacro %}

{% macro spark_literal(value) -%}
    {%- if value is none -%}
        null
    {%- else -%}
        '{{ value | string | replace('\\', '\\\\') | replace("'", "\\'") }}'
    {%- endif -%}
{%- endmacro %}

{#- Where DAW_SPARK_TABLES names a place, schemas lie there; else where Spark keeps its tables. -#}
{% macro spark__create_schema(relation) -%}
    {%- call statement('create_schema') -%}
        create schema if not exists {{ relation }}
        {%- if env_var('DAW_SPARK_TABLES', '') %}
            location '{{ env_var('DAW_SPARK_TABLES') }}/{{ relation.schema }}'
        {%- endif -%}
    {%- endcall -%}
{%- endmacro %}
