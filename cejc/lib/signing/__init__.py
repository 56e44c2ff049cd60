"""Papers that carry a signature anybody can check: PAdES in PDF/A, the keys, the time-stamps, the looking.

pyHanko makes what is rare (the form of a signature, its renewal, its validation); what every paper needs is
put into that form by a few lines of bytes (docs/decisions/0017). Importing pyHanko takes a second, which a
process that signs nothing need not spend: it is imported inside functions.
"""
