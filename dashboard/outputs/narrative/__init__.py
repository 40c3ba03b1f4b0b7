"""The narrative of a release: its sentences as a text that a person edits."""
