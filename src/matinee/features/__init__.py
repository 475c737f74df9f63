"""Films to numbers."""
