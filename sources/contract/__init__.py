"""Contracts: what is agreed about each extract, and what is generated from it."""
