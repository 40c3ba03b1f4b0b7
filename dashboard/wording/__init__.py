"""The sentences and words of the dashboard."""
