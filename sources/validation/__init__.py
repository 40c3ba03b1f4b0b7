"""Validation: the issues of rows, and which rows count."""
