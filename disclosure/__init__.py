"""Disclosure control of small numbers, and its independent audit."""
