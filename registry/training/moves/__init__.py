"""What may happen to a filing and to a session, who may do it, and what it is called."""
