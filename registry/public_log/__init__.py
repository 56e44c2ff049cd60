"""What was published, and can anybody check it without believing us? A log that only grows (C2SP tlog-tiles).

It may know people and the machinery; what is published, the rooms above say by `acts.py`. Start there, then
`services/sequencing.py`; docs/public-log.md is for those who check from outside.
"""
