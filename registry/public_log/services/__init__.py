"""What writes the public log."""
