"""What did providers report, under which key, and does it count?
Results, batches, settling, questions for hours.

It may know training and what is below; platforms hear from it by `above.py`. Start with
`services/completion.py`, then `services/completion_settle.py`; what makes a result be
weighed again is `services/completion_wake.py`.
"""
