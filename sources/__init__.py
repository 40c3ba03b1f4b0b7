"""Agencies' returns: recognised, read, checked, pseudonymised and landed as Parquet."""
