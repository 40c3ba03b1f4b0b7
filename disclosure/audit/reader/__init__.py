"""A release as its readers get it, read back."""
