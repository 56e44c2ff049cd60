"""What was done, and what is still to be done? Audit log, jobs, files
that are kept, limits, the demo's clock.

It may know Django and `cejc` alone: who acts is an `Actor` (`actor.py`), whatever a person or a unit may be.
Start with `service.py` (what a service is), then `services/audit.py` and `services/job.py`.
"""
