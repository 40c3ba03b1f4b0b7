{{
    national_and_county(
        'benchmarks',
        ['measure_id', 'period_end', 'value', 'unit', 'source', 'note', 'is_comparable', 'title']
    )
}}
