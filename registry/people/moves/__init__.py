"""What may happen to a person's place at an employer, who may do it, and what it is called."""
