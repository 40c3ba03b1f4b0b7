"""The static pages of a release."""
