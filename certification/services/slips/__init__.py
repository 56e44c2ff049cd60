"""The slip: numbered, drawn, taken home, examined anew."""
