"""The pages of certificates that sign papers."""
