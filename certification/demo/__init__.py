"""Demo data, made through the same services that people's clicks go
through; seeded, so that it is always the same."""
