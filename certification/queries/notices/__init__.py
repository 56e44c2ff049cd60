"""What notices and objections are read by."""
