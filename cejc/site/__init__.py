"""Whose portal is this? One file says it: province or body, offices, regions, papers, numbers, look.

Nothing else in the code names a place. `site()` is that file as typed values, read once a process; texts
speak of `{office}` and the like, and take `gettext` from here. docs/another-place.md says how to make one.
"""

from cejc.site.profile import Look, Papers, Region, Site
from cejc.site.reading import SiteInvalid, at, read, site, usual_site
from cejc.site.terms import said_here, use_terms
from cejc.site.words import gettext, gettext_lazy, named, of_site, words_of

__all__ = [
    "Look",
    "Papers",
    "Region",
    "Site",
    "SiteInvalid",
    "at",
    "gettext",
    "gettext_lazy",
    "named",
    "of_site",
    "read",
    "said_here",
    "site",
    "use_terms",
    "usual_site",
    "words_of",
]
