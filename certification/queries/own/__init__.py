"""What a reader takes away: deadlines, all that is held about oneself."""
