"""A year in words and figures: counters summed over units and regions, and who stands behind one of them."""
