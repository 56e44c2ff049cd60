"""What may happen to a record of continuing education, who may do it, and what it is called."""
