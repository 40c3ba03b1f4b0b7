"""What every room shares: quarters, the workspace, policy, locks, whole files, connections."""
