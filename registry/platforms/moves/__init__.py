"""What may happen to a platform's access and to where it is told of changes, and who may do it."""
