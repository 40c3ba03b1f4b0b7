"""The blank workbooks that agencies fill in."""
