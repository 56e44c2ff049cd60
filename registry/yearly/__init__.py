"""Is a year settled, and what does the handbook say? Annual
registration, exempt years, title records, handbooks.

It may know activities and what is below. Start with `services/registration.py`, then `queries/aside.py`.
"""
