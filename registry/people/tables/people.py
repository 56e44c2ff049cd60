"""HR's list of people."""

from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as text
from django.utils.translation import gettext_lazy as _

from cejc.templatetags.cejc_ui import state_tag
from registry.enums import EmploymentState
from registry.people.models import Employment


def state_of(place: Employment) -> tuple[str, str]:
    """Label and kind of the state tag of a place."""
    if place.state == EmploymentState.PENDING:
        return text("待确认"), "waiting"
    if place.state == EmploymentState.REFUSED:
        return text("未确认"), "refused"
    return (text("在职"), "done") if place.valid_until is None else (text("已离职"), "neutral")


def tag(label: str, kind: str) -> SafeString:
    """A state tag as a cell of a table."""
    return render_to_string("ui/state_tag.html", state_tag(label, kind))


class PeopleTable(tables.Table):
    """Rows are places of `registry.people.filters.people.people_of`; the check boxes belong to the bulk form around it."""

    chosen = tables.Column(
        verbose_name=_("选择"), accessor="public_id", orderable=False, exclude_from_export=True
    )
    name = tables.Column(
        verbose_name=_("姓名"), accessor="professional__name", order_by="professional__name_key"
    )
    identity = tables.Column(
        verbose_name=_("证件号码"), accessor="professional__identity_masked", orderable=False
    )
    position = tables.Column(verbose_name=_("部门和岗位"))
    staff_number = tables.Column(verbose_name=_("工号"))
    title = tables.Column(
        verbose_name=_("现职称级别"),
        accessor="professional__get_title_level_display",
        order_by="professional__title_level",
    )
    account = tables.Column(verbose_name=_("账号"), accessor="has_login", order_by="has_login")
    state = tables.Column(verbose_name=_("状态"), order_by=("state", "valid_until"))

    class Meta:
        order_by = "name"
        template_name = "ui/table.html"
        empty_text = _("没有符合条件的人员")
        attrs = {"aria_label": _("本单位人员")}  # noqa: RUF012  (a plain dict is what django-tables2 copies)

    def render_chosen(self, value: Any, record: Employment) -> SafeString:
        why = left_out(record)
        return format_html(
            '<input class="form-check-input" type="checkbox" name="chosen" value="{}" data-bulk-item '
            'data-label="{}" aria-label="{}"{}>',
            value,
            record.professional.name,
            text("选择%s") % record.professional.name,
            format_html(' data-excluded="{}"', why) if why else "",
        )

    def render_name(self, value: str, record: Employment) -> SafeString:
        return format_html(
            '<a href="{}">{}</a>', reverse("registry:person", args=[record.professional.public_id]), value
        )

    def value_name(self, value: str) -> str:
        return value

    def render_account(self, value: bool) -> SafeString:
        return tag(text("已开通"), "done") if value else tag(text("未开通"), "neutral")

    def value_account(self, value: bool) -> str:
        return text("已开通") if value else text("未开通")

    def render_state(self, record: Employment) -> SafeString:
        return tag(*state_of(record))

    def value_state(self, record: Employment) -> str:
        return state_of(record)[0]


def left_out(place: Any) -> str:
    """Why a person takes part in no bulk step of this page; "" when some step applies."""
    if place.state == EmploymentState.PENDING:
        return ""
    if place.valid_until is not None:
        return text("已离职")
    return text("已开通账号") if place.has_login else ""
