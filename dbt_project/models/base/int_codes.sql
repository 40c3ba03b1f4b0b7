{{ national_and_county('codes', ['list', 'code', 'label', 'group_code', 'bamer', 'core']) }}
