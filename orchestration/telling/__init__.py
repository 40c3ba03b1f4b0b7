"""Tell people and agencies what happened and what is due."""
