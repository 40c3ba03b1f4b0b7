"""What Dagster shows and schedules; `orchestration.definitions` gathers it."""
