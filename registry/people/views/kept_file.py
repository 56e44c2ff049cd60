"""What is uploaded with a form, kept before a service is asked."""

from typing import Any

from django import forms

from cejc.lib.uploads.files import FileFault
from registry.people.services.attachment import keep_attachment


def kept_file(form: forms.Form) -> dict[str, Any] | None:
    """The stored `file` of a right form ({} without one); None when the
    form is not sent or not right, or the file."""
    if not form.is_bound or not form.is_valid():
        return None
    upload = form.cleaned_data.get("file")
    try:
        return keep_attachment(upload) if upload else {}
    except FileFault as fault:
        form.add_error("file", str(fault))
        return None
