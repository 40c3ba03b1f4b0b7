"""Dagster definitions and the `daw` command, which runs the same jobs in-process."""
