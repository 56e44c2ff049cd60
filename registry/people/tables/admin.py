"""The administrator's lists."""

import django_tables2 as tables
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as text
from django.utils.translation import gettext_lazy as _

from cejc import clock
from cejc.templatetags.cejc_ui import cn_date, cn_time
from registry.people.models import Membership, User
from registry.people.tables.people import tag


class AccountTable(tables.Table):
    display_name = tables.Column(verbose_name=_("姓名"), order_by="professional__name_key")
    username = tables.Column(verbose_name=_("用户名"))
    identity = tables.Column(
        verbose_name=_("证件号码"), accessor="professional__identity_masked", orderable=False, default="—"
    )
    last_login = tables.Column(verbose_name=_("上次登录"), default="—")
    state = tables.Column(verbose_name=_("状态"), empty_values=(), orderable=False)

    class Meta:
        order_by = "display_name"
        template_name = "ui/table.html"
        empty_text = _("没有符合条件的账号")
        attrs = {"aria_label": _("账号")}  # noqa: RUF012  (a plain dict is what django-tables2 copies)

    def render_display_name(self, value: str, record: User) -> SafeString:
        return format_html(
            '<a href="{}">{}</a>', reverse("registry:account-detail", args=[record.public_id]), value
        )

    def render_last_login(self, value) -> str:
        return cn_time(value)

    def render_state(self, record: User) -> SafeString:
        return tag(*state_of(record))


def state_of(user: User) -> tuple[str, str]:
    """Label and kind of the state tag of a login."""
    if not user.is_active:
        return text("已停用"), "neutral"
    if user.locked_until and user.locked_until > timezone.now():
        return text("已锁定"), "refused"
    return text("正常"), "done"


class MembershipTable(tables.Table):
    user = tables.Column(verbose_name=_("姓名"), accessor="user__display_name", order_by="user__display_name")
    role = tables.Column(verbose_name=_("角色"), accessor="get_role_display", order_by="role")
    organisation = tables.Column(
        verbose_name=_("机构"), accessor="organisation__name", order_by="organisation__path"
    )
    valid_from = tables.Column(verbose_name=_("起"))
    valid_until = tables.Column(verbose_name=_("止"), default=_("长期"))
    state = tables.Column(verbose_name=_("状态"), empty_values=(), orderable=False)

    class Meta:
        order_by = "user"
        template_name = "ui/table.html"
        empty_text = _("没有符合条件的角色")
        attrs = {"aria_label": _("角色")}  # noqa: RUF012

    def render_user(self, value: str, record: Membership) -> SafeString:
        address = reverse("registry:account-detail", args=[record.user.public_id])
        return format_html('<a href="{}">{}</a>', address, value)

    def render_role(self, value: str, record: Membership) -> str:
        return f"{value}{record.for_whom}"

    def render_valid_from(self, value) -> str:
        return cn_date(value)

    def render_valid_until(self, value) -> str:
        return cn_date(value)

    def render_state(self, record: Membership) -> SafeString:
        today = clock.today()
        if record.valid_until and record.valid_until < today:
            return tag(text("已终止"), "neutral")
        return tag(text("现任"), "done") if record.valid_from <= today else tag(text("尚未开始"), "waiting")
