"""What do two officers change in a person's file? Name, number, two files of one person, death, deletion.

It may know every room but the desk. Start with `procedure.py` (what a kind of change is), then
`services/person_request.py` (the steps that all kinds share).
"""
