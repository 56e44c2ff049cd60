"""Tables of moves of reported results, of the batches that list them and of the keys that sign."""
