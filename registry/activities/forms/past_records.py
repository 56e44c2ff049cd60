"""Forms of an import of past years."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cejc.lib.layout import Drawn, Upload
from cejc.lib.uploads.files import ACCEPT
from registry.activities.forms.evidence import ManyFiles


class ScansForm(forms.Form):
    """Scans, or zips of them; several at once."""

    helper = Drawn(Upload("files"), submit_label=_("上传扫描件"), look="outline-primary")

    files = forms.FileField(  # type: ignore[assignment]  # bound data of Django's forms has the same name
        label=_("扫描件"),
        widget=ManyFiles(attrs={"accept": f"{ACCEPT},.zip", "multiple": True}),
        help_text=_(
            "PDF或图片，也可以打成zip压缩包，可分多次上传。每个文件20MB以内，文件名须与工作簿中填写的一致。"
        ),
    )
