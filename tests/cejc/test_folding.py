"""Constant parts of a template are put together once a language, and say what they would have said."""

import pytest
from django.template import Context, Engine, Template
from django.template.loader import get_template
from django.utils import translation

from cejc.lib.folding import Folded, fold

CONSTANT = """{% load i18n %}<p>{% translate "登录" %}</p>{# a #}{% comment %}b{% endcomment %}<a href="{% url 'home' %}">
{% icon "seal" %}{{ _("登录") }}</a>{% blocktranslate trimmed %} 查验 {% endblocktranslate %}{% static 'js/frame.js' %}"""


def drawn(source, folded=True, **values):
    template = Template(source)
    if folded:
        template.nodelist = fold(template.nodelist)
    return template.nodelist, template.render(Context(values))


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_constant_parts_become_one_piece_that_says_the_same(language):
    with translation.override(language):
        nodes, text = drawn(CONSTANT)

        assert (len(nodes), type(nodes[0])) == (1, Folded)
        assert text == drawn(CONSTANT, folded=False)[1]


def test_piece_is_kept_for_each_language_and_each_way_of_escaping():
    template = Template("{% translate '登录' %}&{{ '<' }}")
    template.nodelist = fold(template.nodelist)
    said = []
    for language in ("zh-hans", "en", "zh-hans"):
        with translation.override(language):
            said.append(template.render(Context()))

    assert said[0] == said[2] != said[1]
    assert template.render(Context(autoescape=False)) == said[0].replace("&lt;", "<")


@pytest.mark.parametrize(
    "source",
    [
        "{% translate name %}",
        "{% translate '登录' as word %}{{ word }}",
        "{% blocktranslate %}{{ name }}登录{% endblocktranslate %}",
        "{% blocktranslate asvar word %}登录{% endblocktranslate %}{{ word }}",
        "{% url 'registry:catalogue-base' name %}",
        "{% url 'home' as word %}{{ word }}",
        "{% icon name %}",
        "{{ name|default:_('登录') }}",
    ],
)
def test_what_depends_on_the_page_is_asked_for_each_time(source):
    first = drawn(source, name="A1")[1]
    template = Template(source)
    template.nodelist = fold(template.nodelist)

    assert template.render(Context({"name": "A1"})) == first == drawn(source, folded=False, name="A1")[1]
    changed = template.render(Context({"name": "B2"}))
    assert changed == drawn(source, folded=False, name="B2")[1]


def test_what_stands_within_conditions_loops_and_blocks_is_folded_too():
    source = "{% if name %}{% translate '登录' %}!{% else %}{% for a in name %}{% icon 'seal' %} {% endfor %}{% endif %}"
    nodes, text = drawn(source, name="甲")

    inner = nodes[0].conditions_nodelists[0][1]
    assert [type(one) for one in inner] == [Folded]
    assert text == drawn(source, folded=False, name="甲")[1]


def test_templates_of_the_portal_are_folded_when_they_are_loaded():
    assert get_template("ui/site_footer.html").template.folded
    assert "cejc.lib.folding.Loader" in str(Engine.get_default().loaders)
