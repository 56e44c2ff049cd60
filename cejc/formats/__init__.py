"""How dates are written and read, by language."""
