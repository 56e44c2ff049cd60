"""Who is who, who did what, and where is the proof? Eleven rooms, from the ground up: machinery, people,
public_log, activities, yearly, training, results, platforms, changes, rules, desk. A room imports those
before it and never the façade `models`, which is for Django and for those outside; `wiring.py` says who
answers whose questions, `urls/` names the addresses.
"""
