"""Who is who, where, and with which seat? Logins, units, employment, rosters, messages, who may act for whom.

It may know the machinery. What it must hear from the rooms above it asks by the hooks of `above.py`. Start
with `models/organisation.py` and `models/professional.py`, then `permissions.py` and `access.py`.
"""
