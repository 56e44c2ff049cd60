"""What a browser sends and what becomes of it: kind, limits, scan, a
clean copy, a preview. Start at `files`."""
