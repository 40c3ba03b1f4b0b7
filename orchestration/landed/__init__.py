"""Read what lies in the landing, and say what is left to do."""
