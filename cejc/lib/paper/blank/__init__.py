"""Pages that are alike, written into a blank: WeasyPrint lays the empty page out once for many of them.

WeasyPrint stays the one that lays out: a blank is a page of the same template and style sheet whose texts are
stand-ins of as many lines. Texts are written where it put those, in lines that it breaks. Whatever a blank
cannot hold for certain (`Unfit`) is drawn by WeasyPrint itself. `blanks` is the way in for `pdf_renderer`;
`pieces` takes a page apart, `layout` finds the places, `breaking` makes lines, `faces` knows the fonts,
`writing` and `file` write. Why so: docs/decisions/0014-slips-are-written-into-blanks.md.
"""


class Unfit(Exception):
    """Something that is not written into a blank; the message says what, for whoever looks for the reason."""
