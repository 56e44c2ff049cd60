"""What leaves, checkpoints and proofs are read by."""
