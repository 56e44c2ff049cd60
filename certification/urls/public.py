"""Pages that anyone may open: no login, no JavaScript needed."""

from django.urls import path, register_converter

from cejc.lib.writing import pasted  # noqa: F401  (its converter)
from certification.views import objection_public, public, public_notice, verify


class FourDigits:
    regex = "[0-9]{4}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return f"{value:04d}"


register_converter(FourDigits, "year4")

urlpatterns = [
    path("notices/", public_notice.notice_list, name="public-notice-list"),
    path("notices/<uuid:public_id>/", public_notice.notice, name="public-notice"),
    path("notices/entries/<uuid:public_id>/object/", objection_public.new, name="public-objection-new"),
    path("objections/received/", objection_public.done, name="public-objection-done"),
    path("objections/follow/", objection_public.follow, name="public-objection-follow"),
    path("verify/", verify.ask, name="verify"),
    path("verify/file/", verify.by_file, name="verify-file"),
    path("verify/<year4:year>/<int:sequence>/<pasted:check_code>", verify.by_code, name="verify-slip"),
    path("rules/", public.rules, name="rules"),
    path("rules/calculator/", public.calculator, name="rules-calculator"),
    path("help/", public.help_page, name="help"),
]
