"""The choice of what to hide, and the attack that tests it."""
