"""Charts as SVG: a specification, its rows, the drawing, and what is cleaned from it."""
