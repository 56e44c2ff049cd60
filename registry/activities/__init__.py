"""Who did what, and where is the proof? Records, evidence, flags,
review, the ledger, past years, suspensions.

It may know people and the machinery; closed years, providers' results and the catalogue it asks by
`above.py`. Start with `services/activity.py`, then `services/activity_review.py` and `queries/ledger.py`.
"""
