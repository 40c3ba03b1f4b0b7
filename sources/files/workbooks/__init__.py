"""Workbooks: containers, XML, values, and what the value reader does not tell."""
