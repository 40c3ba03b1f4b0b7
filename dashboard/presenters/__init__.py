"""Fill the view models from protected values and the catalogue."""
