"""The PDF of a release."""
