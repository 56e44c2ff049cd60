"""What does this year's notice say, and who put it in force? Policy files from the draft to the withdrawal.

It may know every room but the desk. Start with `moves/policy_file.py` (the steps), then
`services/policy_file.py` (writing and checking) and `services/publishing.py` (putting in force).
"""
