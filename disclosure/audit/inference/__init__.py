"""What an attacker can compute from all releases together."""
