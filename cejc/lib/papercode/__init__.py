"""What is printed on a paper as a signed record, small enough for its QR code (docs/paper.md).

`record` packs, signs and checks, `base41` writes bytes with characters of an address, `knowledge` says which
keys and papers are good, `reading` finds the code in a picture or PDF.
"""
