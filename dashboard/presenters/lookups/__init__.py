"""Look up what pages are made from: the catalogue, figures by name, rows with typed cells."""
