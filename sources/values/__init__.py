"""What the cells of returns mean: dates, numbers, codes, identifiers."""
