"""Which certificates sign which papers, and what they signed."""
