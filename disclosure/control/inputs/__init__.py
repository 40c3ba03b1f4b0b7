"""The numbers that are protected, and how they hang together."""
