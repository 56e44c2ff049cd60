"""What may happen to a claim list of handbooks, who may do it, and what it is called."""
