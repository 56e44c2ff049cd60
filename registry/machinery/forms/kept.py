"""A file field that need not be filled twice: a form that is shown again has the file that was chosen."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.template.defaultfilters import filesizeformat
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cejc.lib.uploads import files
from registry.machinery.services import kept_upload


class KeptFileInput(forms.FileInput):
    """The ordinary input; without a newly chosen file, the one kept under
    `<name>-kept`, unless `<name>-drop` is ticked."""

    def value_from_datadict(self, data: Any, uploads: Any, name: str) -> Any:
        chosen = super().value_from_datadict(data, uploads, name)
        if chosen or data.get(f"{name}-drop"):
            return chosen
        token = data.get(f"{name}-kept")
        return kept_upload.taken_up(token) if token else None

    def value_omitted_from_data(self, data: Any, uploads: Any, name: str) -> bool:
        return super().value_omitted_from_data(data, uploads, name) and f"{name}-kept" not in data


class KeptBoundField(BoundField):
    """Drawn in a form that is shown again, it puts a good file aside and says that it is there."""

    def as_widget(self, widget: Any = None, attrs: Any = None, only_initial: bool = False) -> SafeString:
        drawn = super().as_widget(widget, attrs, only_initial)
        good = self.form.is_bound and not self.errors
        upload = self.form.cleaned_data.get(self.name) if good else None
        checked = getattr(upload, "checked", None)
        if upload is None or checked is None:
            return drawn
        token = getattr(upload, "kept_token", "") or kept_upload.put_aside(upload, checked)
        upload.kept_token = token
        if not token:
            return drawn
        shown = _("已选好“%(name)s”（%(size)s），不必再选；要换文件请重新选择。") % {
            "name": files.shown_name(str(upload.name)),
            "size": filesizeformat(checked.size),
        }
        return format_html(
            '{}<input type="hidden" name="{name}-kept" value="{token}"><p class="field-hint" '
            'role="status">{shown}</p>'
            '<label class="file-kind-choice"><input type="checkbox" class="form-check-input" '
            'name="{name}-drop" value="1">'
            "{drop}</label>",
            drawn,
            name=self.html_name,
            token=token,
            shown=shown,
            drop=_("不用这个文件"),
        )


class KeptFileField(forms.FileField):
    """A file, checked by content with the rest of the form and kept while something else is wrong."""

    widget = KeptFileInput

    def __init__(self, *, accept: str = files.ACCEPT, **kwargs: Any) -> None:
        super().__init__(widget=KeptFileInput(attrs={"accept": accept}), **kwargs)

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> BoundField:
        return KeptBoundField(form, self, field_name)

    def clean(self, data: Any, initial: Any = None) -> Any:
        upload = super().clean(data, initial)
        if upload and upload is not initial:
            try:
                files.check(upload)
            except files.FileFault as fault:
                raise ValidationError(str(fault)) from fault
        return upload
