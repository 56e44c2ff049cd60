"""Every template is one: nobody has to open its page to find that a tag was written wrongly."""

import pytest
from django.conf import settings
from django.template.loader import get_template

FOLDER = settings.BASE_DIR / "templates"
NAMES = sorted(
    str(path.relative_to(FOLDER)) for kind in ("html", "txt", "xml") for path in FOLDER.rglob(f"*.{kind}")
)


@pytest.mark.parametrize("name", NAMES)
def test_a_template_can_be_read(name):
    assert get_template(name)
