"""Certificates come and go; papers are signed."""
