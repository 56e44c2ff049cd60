"""`make bench-big`: the busiest pages with a million people, against the same pages with 200."""
