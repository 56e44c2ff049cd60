"""Work on files that strangers made, done in a process with hard limits.

Nothing here imports Django, reads a setting or knows a secret: the child is started with an empty
environment. `cejc.lib.uploads.limited` is the parent's side.
"""
