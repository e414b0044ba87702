"""What the coordinator is told."""
