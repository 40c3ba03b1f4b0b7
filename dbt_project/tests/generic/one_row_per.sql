{#- The table's grain: no two rows agree in all of the columns. -#}
{% test one_row_per(model, columns) %}

    select
        "{{ columns | join('", "') }}",
        count(*) as row_count
    from {{ model }}
    group by "{{ columns | join('", "') }}"
    having count(*) > 1

{% endtest %}
