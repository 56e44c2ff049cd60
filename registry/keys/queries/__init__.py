"""What is asked about certificates that sign papers."""
