"""Pages about the data for the people who work with it, written by `make docs`."""
