"""The site's names in templates, in letters and on papers too, which know no request."""

from django.template import Library

from cejc import site

register = Library()


@register.filter
def named(text: str) -> str:
    """`{% translate "请联系{office}。"|named %}`"""
    return site.named(str(text))


@register.filter
def lines_of_site(paper: str) -> tuple[str, ...]:
    """The title of a paper of the portal's own, line by line."""
    return getattr(site.site().papers, paper)


@register.filter
def of_site(key: str) -> str:
    """`{{ "office"|of_site }}`, also as a value of `blocktranslate with`."""
    return site.of_site(key)
