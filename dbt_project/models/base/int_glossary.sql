{{ national_and_county('glossary', ['term', 'meaning']) }}
