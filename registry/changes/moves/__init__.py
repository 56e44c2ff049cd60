"""Tables of moves of the changes of people's files."""
