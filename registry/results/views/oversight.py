"""The provincial office's watch over training bases: each base's year,
and results that somebody should look at."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cejc import clock
from cejc.lib.paging import LongPaginator
from registry.enums import Role
from registry.people.access import role_required
from registry.people.http import SignedInRequest
from registry.people.lists import Told
from registry.people.views.export import exported
from registry.results.queries import oversight as found
from registry.results.views.completion_context import line_of
from registry.training.models import TrainingBase

PAGE = 50
KINDS = {
    "overlap": (
        gettext_lazy("同一时间在两处"),
        gettext_lazy("一人的两条记录占用了同一时段，后报送的没有计入。"),
    ),
    "early": (
        gettext_lazy("早于备案或上线"),
        gettext_lazy("未备案、不在备案时间内，或者课程上线、审定结论提交之前的结果。"),
    ),
    "over": (gettext_lazy("超出备案人数"), gettext_lazy("同一备案号下报送的人数超过备案人数的部分。")),
    "burst": (gettext_lazy("集中报送"), gettext_lazy("一门课程在一天内有大量人员学习通过。")),
    "long_day": (
        gettext_lazy("一天超过24小时"),
        gettext_lazy("一人同一天通过的网络课程时长之和超过24小时。"),
    ),
}
GROUPS = ("burst", "long_day")
KEY_B = {
    "deposited": (gettext_lazy("已交存"), "done"),
    "awaited": (gettext_lazy("待交存"), "waiting"),
    "late": (gettext_lazy("逾期未交"), "refused"),
}


def _year(request: SignedInRequest) -> int:
    """The year asked for; this year where it is none."""
    text = request.GET.get("year", "")
    return (
        int(text) if text.isascii() and text.isdigit() and 2000 <= int(text) <= 2100 else clock.today().year
    )


def _bases(request: SignedInRequest) -> Any:
    rows = TrainingBase.objects.select_related("organisation", "personnel_office").order_by("code")
    text = request.GET.get("q", "").strip()[:60]
    return rows.filter(organisation__name__icontains=text) if text else rows


@role_required(Role.PROVINCE).lists
def bases(request: SignedInRequest) -> HttpResponse:
    """Each base's year in one line, and how much is under each flag."""
    year = _year(request)
    page = LongPaginator(_bases(request), PAGE).get_page(request.GET.get("page"))
    lines = found.base_lines(page.object_list, year)
    counts = found.flag_counts(year)
    context = {
        "year": year,
        "years": range(clock.today().year, clock.today().year - 8, -1),
        "page": page,
        "lines": [{"line": one, "key_b": KEY_B.get(one.key_b)} for one in lines],
        "q": request.GET.get("q", ""),
        "flags": [
            {"id": kind, "label": words[0], "text": words[1], "count": counts[kind]}
            for kind, words in KINDS.items()
        ],
    }
    return render(request, "registry/results/oversight/bases.html", context)


@role_required(Role.PROVINCE).reads
def export(request: SignedInRequest) -> HttpResponse:
    """The table of bases, whole."""
    year = _year(request)
    columns: list[Told] = [
        (_("代码"), 10, "base.code"),
        (_("施教机构"), 40, lambda one: str(one.base)),
        (_("已计入"), 10, "counted"),
        (_("暂不计入"), 10, "held"),
        (_("不予认可"), 10, "refused"),
        (_("学时查询"), 10, "asked"),
        (_("逾期未答复"), 12, "overdue"),
        (_("待交叉审查"), 12, "reviews_due"),
        (_("秘钥B"), 12, lambda one: str(KEY_B[one.key_b][0]) if one.key_b else ""),
    ]
    lines = found.base_lines(list(_bases(request)), year)
    return exported(request, _("施教机构%(year)s") % {"year": year}, _("施教机构"), lines, columns)


@role_required(Role.PROVINCE).reads
def flags(request: SignedInRequest, kind: str) -> HttpResponse:
    """The records under one flag, side by side."""
    if kind not in KINDS:
        raise Http404
    year = _year(request)
    rows, show = {"burst": (found.bursts, _burst_lines), "long_day": (found.long_days, _long_lines)}.get(
        kind, (lambda asked: found.flagged(kind, asked), _result_lines)
    )
    # Groups have no key of their own, which the paginator of long lists goes by.
    pages = Paginator if kind in GROUPS else LongPaginator
    page = pages(rows(year), PAGE).get_page(request.GET.get("page"))
    context = {
        "kind": kind,
        "label": KINDS[kind][0],
        "text": KINDS[kind][1],
        "year": year,
        "page": page,
        "lines": show(list(page.object_list)),
        "found": page.paginator.count,
    }
    return render(request, "registry/results/oversight/flags.html", context)


def _result_lines(rows: list[Any]) -> list[dict[str, Any]]:
    others = found.beside(rows)
    return [line_of(row) | {"beside": others.get(row.pk, [])} for row in rows]


def _burst_lines(rows: list[Any]) -> list[dict[str, Any]]:
    return [
        {
            "provider": row["base__organisation__name"],
            "title": row["course__title"],
            "day": row["passed_on"],
            "count": row["count"],
        }
        for row in rows
    ]


def _long_lines(rows: list[Any]) -> list[dict[str, Any]]:
    results = found.long_day_results((row["identity_index"], row["passed_on"]) for row in rows)
    return [
        {
            "name": row["name"],
            "masked": row["identity_masked"],
            "day": row["passed_on"],
            "hours": row["minutes"] // 60,
            "results": [line_of(one) for one in results[row["identity_index"], row["passed_on"]]],
        }
        for row in rows
    ]
