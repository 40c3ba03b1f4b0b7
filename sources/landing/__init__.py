"""Landing: files from the inbox to typed, pseudonymised Parquet."""
