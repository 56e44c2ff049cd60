"""What slips are read by."""
