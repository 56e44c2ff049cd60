"""The site's names in templates, in letters and on papers too, which know no request."""

from django.template import Library
from django.templatetags.static import static
from django.utils.html import format_html

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


@register.simple_tag
def inked() -> str:
    """The colour of a paper's title as an attribute, where the site has one of its own."""
    ink = site.site().look.ink
    return "" if ink == site.Look().ink else format_html(' style="color: {}"', ink)


@register.simple_tag
def paper_heading() -> str:
    """What the site sets above the title of its papers."""
    look = site.site().look
    style = f"margin-top: 3mm; color: {look.ink}; text-align: center; letter-spacing: .3em"
    return format_html('<p style="{}">{}</p>', style, look.heading) if look.heading else ""


@register.simple_tag
def site_style() -> str:
    """The site's own style sheet, after the portal's."""
    style = site.site().look.style
    return format_html('<link rel="stylesheet" href="{}">', static(style)) if style else ""


@register.filter
def said_here(text: str) -> str:
    """`{{ "认定单"|said_here }}` on papers and in letters, whose texts are in no catalogue."""
    return site.said_here(text)
