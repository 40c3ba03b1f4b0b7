"""What Dagster and the command both run: ingest, build, publish, erase, with audit lines."""
