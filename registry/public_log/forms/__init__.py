"""What strangers hand in to have it checked."""
