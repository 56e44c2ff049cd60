"""Transparency logs as C2SP has them (tlog-tiles, tlog-checkpoint, tlog-cosignature, tlog-proof), knowing
nothing of what is logged: hashes as RFC 6962, `cejc.lib.merkle` for a tree that grows leaf by leaf."""
