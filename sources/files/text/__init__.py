"""Delimited text: encoding, records, columns."""
