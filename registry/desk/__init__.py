"""What does a role see first? Home pages, the rail, messages, the log, one
person's page: put together from all rooms.

It may know every room, and no room knows it. Start with `own_places.py` (the rail) and `views/home.py`.
"""
