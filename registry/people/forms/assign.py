"""To which colleague work is given."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cejc.lib.formfields import AskedModelField
from cejc.lib.layout import Drawn
from registry.people.models import User


class AssignForm(forms.Form):
    """To whom; left open, it is nobody's in particular any more."""

    helper = Drawn(submit_label=_("指派"))

    to = AskedModelField(
        label=_("指派给"), queryset=User.objects.none(), required=False, empty_label=_("不指派给任何人")
    )

    def __init__(self, *args: Any, among: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = among.select_related("professional")  # type: ignore[attr-defined]
