"""The `daw` command."""
