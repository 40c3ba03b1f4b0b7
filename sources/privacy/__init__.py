"""Privacy: pseudonyms and their keys, erasure and retention."""
