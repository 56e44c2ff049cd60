"""The list of units, in the order of the tree."""

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from registry.people.models import Organisation


class OrganisationTable(tables.Table):
    name = tables.Column(verbose_name=_("名称"), orderable=False)
    credit_code = tables.Column(
        verbose_name=_("统一社会信用代码"), orderable=False, attrs={"td": {"class": "keep"}}
    )
    kind = tables.Column(verbose_name=_("类型"), accessor="get_kind_display", orderable=False)
    region = tables.Column(verbose_name=_("所在地"), accessor="get_region_display", orderable=False)
    supervisor = tables.Column(
        verbose_name=_("主管部门"), accessor="supervisor__name", orderable=False, default="—"
    )
    people_count = tables.Column(verbose_name=_("在职人数"), orderable=False, attrs={"td": {"class": "num"}})

    class Meta:
        template_name = "ui/table.html"
        empty_text = _("没有符合条件的机构")
        attrs = {"aria_label": _("机构")}  # noqa: RUF012  (a plain dict is what django-tables2 copies)

    def render_name(self, value: str, record: Organisation) -> SafeString:
        address = reverse("registry:organisation", args=[record.public_id])
        return format_html('<a class="tree-{}" href="{}">{}</a>', min(record.depth, 5), address, value)


class UnitPeopleTable(tables.Table):
    """People of a unit as its supervisor sees them: no phone, no bulk steps."""

    name = tables.Column(
        verbose_name=_("姓名"), accessor="professional__name", order_by="professional__name_key"
    )
    identity = tables.Column(
        verbose_name=_("证件号码"), accessor="professional__identity_masked", orderable=False
    )
    position = tables.Column(verbose_name=_("部门和岗位"))
    title = tables.Column(
        verbose_name=_("现职称级别"),
        accessor="professional__get_title_level_display",
        order_by="professional__title_level",
    )

    class Meta:
        order_by = "name"
        template_name = "ui/table.html"
        empty_text = _("该单位还没有登记人员")
        attrs = {"aria_label": _("单位人员")}  # noqa: RUF012

    def render_name(self, value: str, record) -> SafeString:
        return format_html(
            '<a href="{}">{}</a>', reverse("registry:person", args=[record.professional.public_id]), value
        )
