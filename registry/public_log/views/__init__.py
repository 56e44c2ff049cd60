"""The addresses of the log, for people and for programs."""
