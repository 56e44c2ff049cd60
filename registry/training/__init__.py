"""What is offered? Bases, courses, their review and cross-review,
filings, sessions, attendance, platform keys.

It may know yearly matters and what is below; what became of results it asks by
`queries/fall.py` and `base_desk.py`. Start with `services/course.py` and `services/session.py`;
whether a course counts is `queries/recognition.py`.
"""
