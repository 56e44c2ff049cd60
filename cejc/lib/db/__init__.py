"""What models, tables and migrations are made of."""
