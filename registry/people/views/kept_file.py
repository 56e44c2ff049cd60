"""What is uploaded with a form, kept before a service is asked."""

from django import forms

from registry.people.services.attachment import keep_attachment


def kept_file(form: forms.Form) -> dict[str, str]:
    """The stored `file` of a right form, {} without one. Raises FileFault, which `tried` puts beside it."""
    upload = form.cleaned_data.get("file")
    return keep_attachment(upload) if upload else {}
