"""Content of the style guide: invented people and units, long names, empty lists, refused forms."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.urls import reverse

from cejc import clock
from cejc.lib.layout import Drawn
from cejc.lib.listing import Order

LONG_UNIT = (
    "{place}民族地区传统医学与现代中医药与康复医学联合研究院附属第二人民医院（筹）继续医学教育管理办公室"
)
LONG_NAME = "阿卜杜热合曼·麦麦提依明·买合木提江"
BATCH = 120
ERRORS = ("400", "403", "404", "413", "500", "csrf")


def _place(label: str, symbol: str, count: int = 0, current: bool = False) -> dict[str, Any]:
    return {"label": label, "url": "/ui/", "icon": symbol, "count": count, "current": current}


FRAME: dict[str, Any] = {
    "site_name": "继续教育学时认定",
    "user_display": "周敏",
    "acting_seat": None,
    "acting_as": "省直主管部门 · {place}卫生健康委员会人事处",
    "roles": [
        {"label": "专业技术人员 · 周敏", "url": "/ui/", "current": False},
        {"label": "省直主管部门 · {place}卫生健康委员会人事处", "url": "/ui/", "current": True},
        {"label": f"用人单位 · {LONG_UNIT}", "url": "/ui/", "current": False},
    ],
    "places": [
        _place("待办", "inbox", 12, current=True),
        _place("学时", "chart"),
        _place("认定", "case", 3),
        _place("公示", "notice"),
        _place("人员", "people", 128),
        _place("单位", "building"),
    ],
    "unread": 4,
    "messages_url": "/ui/",
    "help_url": "/ui/",
    "account_url": "/ui/",
    "logout_url": "/ui/",
    "demo": True,
    "demo_clock": datetime(2020, 6, 15, 9, 5, tzinfo=clock.SHANGHAI),
    "organiser": "{organiser}",
    "contact": "000-00000000（工作日9:00–17:00）",
    "site_code": "0000000000",
    "record_number": "ICP备00000000号",
}
PUBLIC_FRAME = {
    **{key: FRAME[key] for key in ("site_name", "organiser", "contact", "site_code", "record_number")},
    "login_url": "/ui/",
    "public_places": [_place("公示", "notice"), _place("核验", "shield"), _place("规则", "book")],
}


class SampleForm(forms.Form):
    """One field of every kind."""

    helper = Drawn(submit_label="提交初审")

    title = forms.CharField(label="培训名称", help_text="按培训通知上的名称填写。", max_length=60)
    kind = forms.ChoiceField(label="形式", choices=[("", "请选择"), ("training", "培训班、研修班、进修班")])
    held = forms.DateField(label="日期", widget=forms.DateInput(attrs={"type": "date"}))
    slot = forms.ChoiceField(
        label="时段",
        widget=forms.RadioSelect,
        choices=[("day", "全天，10学时"), ("morning", "上午，4学时"), ("evening", "晚上，2学时")],
    )
    reasons = forms.MultipleChoiceField(
        label="退回原因",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("a", "材料看不清"), ("b", "材料与填报内容不一致")],
        help_text="申报人会看到所选原因。",
    )
    note = forms.CharField(label="说明", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    agree = forms.BooleanField(label="以上内容真实，材料与原件一致")


class SampleUpload(forms.Form):
    files = forms.FileField(  # type: ignore[assignment]
        label="培训签到表", widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.png"})
    )


class SampleFilter(forms.Form):
    name = forms.CharField(label="姓名", required=False)
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), ("waiting", "待核验")])


class SampleReason(forms.Form):
    reason = forms.CharField(
        label="理由", widget=forms.Textarea(attrs={"rows": 3}), help_text="申报人和主管部门会看到这段话。"
    )


PEOPLE = [
    {"name": "陈立", "unit": "{place}第一测绘院", "title": "副高 · 工程", "hours": "60", "state": "已确认"},
    {"name": LONG_NAME, "unit": LONG_UNIT, "title": "正高 · 卫生", "hours": "342.5", "state": "待确认"},
    {"name": "䶮𬱖", "unit": "{place}第二测绘院", "title": "副高 · 工程", "hours": "0", "state": "已退回"},
]


def _segments(public: str, professional: str) -> list[dict[str, Any]]:
    return [
        {"label": "公需", "kind": "public", "hours": Decimal(public), "need": Decimal(30)},
        {"label": "专业", "kind": "professional", "hours": Decimal(professional), "need": Decimal(60)},
    ]


YEARS = [
    {
        "year": 2015,
        "whole": "此前认定单已认定",
        "note": "{slip_number}",
        "status": {"label": "已认定", "kind": "done"},
    },
    {
        "year": 2016,
        "segments": _segments("30", "72.5"),
        "status": {"label": "已达到", "kind": "done"},
        "url": "/ui/",
    },
    {
        "year": 2017,
        "whole": "视同完成（附二7）",
        "status": {"label": "视同完成", "kind": "done"},
        "url": "/ui/",
    },
    {
        "year": 2018,
        "segments": _segments("18", "44"),
        "status": {"label": "还不够", "kind": "waiting"},
        "url": "/ui/",
    },
    {
        "year": 2019,
        "segments": _segments("0", "0"),
        "status": {"label": "未填报", "kind": "neutral"},
        "url": "/ui/",
    },
]


def _inbox() -> list[dict[str, Any]]:
    today = clock.today()
    waiting = {"label": "待初审", "kind": "waiting"}
    return [
        {
            "title": "陈立的专业科目学时",
            "url": "/ui/",
            "subtitle": "{place}第一测绘院",
            "meta": ["副高 · 工程", "6项活动"],
            "state": waiting,
            "age": "已等待3天",
            "deadline": today + timedelta(days=2),
            "unread": True,
        },
        {
            "title": f"{LONG_NAME}的专业科目学时和公需科目学时",
            "url": "/ui/",
            "subtitle": LONG_UNIT,
            "meta": ["正高 · 卫生", "128项活动", "旁系参评"],
            "state": {"label": "已退回", "kind": "returned"},
            "age": "已等待41天",
            "deadline": today - timedelta(days=4),
        },
        {
            "title": "2020年第1批公示",
            "url": "/ui/",
            "state": {"label": "公示中", "kind": "active"},
            "deadline": today + timedelta(days=20),
        },
    ]


STEPS = [
    {"label": "填报", "state": "done", "who": "本人", "when": "2020年5月6日"},
    {"label": "初审", "state": "done", "who": "{place}第一测绘院", "when": "2020年5月11日"},
    {"label": "公示", "state": "current", "who": "{place}第一测绘院", "when": "自2020年6月8日起"},
    {"label": "复审确认", "state": "next", "who": "{place}自然资源厅", "when": "预计6月16日起"},
    {"label": "核验办理", "state": "next", "who": "{office}"},
]
STEPS_RETURNED = [
    STEPS[0],
    {
        "label": "初审",
        "state": "returned",
        "who": LONG_UNIT,
        "when": "2020年5月11日",
        "note": "签到表看不清，请重新扫描",
    },
    {"label": "公示", "state": "skipped"},
    {"label": "复审确认", "state": "next"},
]
COMBINATIONS = [
    {
        "label": "组合一",
        "nearest": True,
        "items": [
            {"label": "培训通知", "present": True, "file": "关于举办测绘新技术培训班的通知.pdf"},
            {"label": "培训课程表", "present": True, "alternatives": ["培训日程安排"], "file": "课程表.pdf"},
            {"label": "培训签到表", "present": False, "alternatives": ["其他签到形式"]},
        ],
    },
    {
        "label": "组合二",
        "items": [
            {
                "label": "培训通知",
                "present": True,
                "alternatives": ["培训签到表", "培训课程表", "培训日程安排"],
            },
            {"label": "结业证书", "present": False},
        ],
    },
]
COMPLETE = [
    {
        "label": "组合二",
        "complete": True,
        "items": [
            {"label": "培训通知", "present": True, "file": "通知.pdf"},
            {"label": "结业证书", "present": True, "file": "证书.jpg"},
        ],
    }
]
FILES = [
    {
        "name": "关于举办测绘新技术培训班的通知.pdf",
        "url": "/ui/",
        "kind": "培训通知",
        "size": 834_000,
        "type": "PDF",
        "pages": 3,
        "version": 2,
        "added": datetime(2020, 5, 6, 10, 20, tzinfo=clock.SHANGHAI),
        "preview_url": "/static/img/favicon.svg",
    },
    {
        "name": "IMG_20200506_102033_这是一个没有分隔也没有意义的非常非常非常长的文件名_最终版_改2.jpeg",
        "url": "/ui/",
        "kind": "培训签到表",
        "size": 19_900_000,
        "type": "JPEG",
        "flag": "另有1条记录使用了相同的文件。",
        "flag_url": "/ui/",
    },
    {"name": "证书.exe", "size": 512, "error": "文件内容不是PDF或图片，没有保存。请重新扫描为PDF后上传。"},
]


def _timeline() -> list[dict[str, Any]]:
    now = clock.now()
    return [
        {
            "when": now,
            "actor": "{place}自然资源厅 · 罗文",
            "sentence": "退回填报",
            "kind": "returned",
            "detail": "签到表看不清。\n请按原件重新扫描，300dpi以上。",
        },
        {
            "when": now - timedelta(days=3),
            "actor": f"{LONG_UNIT} · {LONG_NAME}",
            "sentence": "初审通过",
            "kind": "done",
        },
        {
            "when": now - timedelta(days=9),
            "actor": "本人",
            "sentence": "提交初审",
            "kind": "neutral",
            "url": "/ui/",
        },
    ]


def progress(done: int) -> dict[str, Any]:
    """Context of ui/progress.html: running until `done` reaches the batch."""
    following = f"{reverse('cejc:styleguide-progress')}?done={min(done + 20, BATCH)}"
    state = "finished" if done >= BATCH else "running"
    sentence = "认定单已全部生成。" if state == "finished" else "正在生成认定单，可以离开本页。"
    return {
        "title": "生成认定单",
        "done": done,
        "total": BATCH,
        "state": state,
        "url": following,
        "sentence": sentence,
        "result": {"label": "查看认定单", "url": "/ui/"},
    }


MANIFEST = {
    "action": "核验通过",
    "included": [
        {"label": "陈立", "detail": "{place}第一测绘院 · 2015–2019年"},
        {"label": LONG_NAME, "detail": LONG_UNIT},
    ],
    "excluded": [
        {"label": "周敏", "reason": "本人不能办理自己的事项，请由其他人员核验。"},
        {"label": "䶮𬱖", "reason": "异议尚未答复。"},
    ],
}


def _confirm() -> dict[str, Any]:
    return {
        "title": "核验通过2人",
        "lead": "核验通过后进入签发，不能撤回。",
        "crumbs": [{"label": "待办", "url": "/ui/"}, {"label": "第3批"}],
        "facts": [("批次", "2020年第3批"), ("报送单位", LONG_UNIT), ("报送日期", "2020年6月15日（周一）")],
        "consequences": ["2人的认定单开始生成，编号依次排列。", "本人和用人单位会收到消息。"],
        "manifest": MANIFEST,
        "form": SampleReason(),
        "submit_label": "核验通过",
        "official": False,
        "cancel_url": "/ui/",
    }


def _document() -> dict[str, Any]:
    return {
        "title": "关于2020年度高级职称参评人员继续教育学时认定合格人员名单的公示",
        "number": "测院人〔2020〕12号",
        "paragraphs": [
            "根据本年度继续教育工作通知，经本单位初审，下列人员2015—2019年度专业科目学时合格，现予公示。",
            "公示期为2020年6月8日至6月15日，共5个工作日。对公示内容有异议的，可以在公示期内实名向{place}自然资源厅人事处反映。",
        ]
        * 2,
        "signer": "{place}第一测绘院",
        "date": date(2020, 6, 8),
        "lines": ["公示地址：http://127.0.0.1:8000/notices/"],
    }


def _confirmation() -> dict[str, Any]:
    return {
        "title": "已提交初审",
        "number": "R-2020-004217",
        "when": clock.today() + timedelta(days=5),
        "when_label": "预计办结",
        "steps": [
            "{place}第一测绘院人事处审核您的专业科目材料。",
            "合格后列入本单位公示名单，公示不少于5个工作日。",
            "每一步都会给您发消息。",
        ],
        "links": [{"label": "查看进度", "url": "/ui/"}, {"label": "回到首页", "url": "/ui/"}],
    }


def _inbox_page() -> dict[str, Any]:
    tabs = [
        {"label": "待我处理", "url": "/ui/", "count": 12, "current": True},
        {"label": "办理中", "url": "/ui/", "count": 3},
        {"label": "已办结", "url": "/ui/", "count": 208},
    ]
    return {"rows": _inbox(), "tabs": tabs}


PAGES: dict[str, tuple[str, Callable[[], dict[str, Any]]]] = {
    "confirm": ("ui/confirm.html", _confirm),
    "confirmation": ("guide/confirmation.html", _confirmation),
    "document": ("guide/document.html", _document),
    "inbox": ("guide/inbox.html", _inbox_page),
    "public": ("guide/public.html", lambda: {"frame": PUBLIC_FRAME, "form": SampleUpload()}),
}


def _forms() -> dict[str, Any]:
    refused = SampleForm(
        {"refused-title": "过长" * 40, "refused-held": "2020-02-30", "refused-slot": "never"},
        prefix="refused",
    )
    empty_file = SampleUpload({}, prefix="refused-file")
    refused.is_valid()
    empty_file.is_valid()
    return {
        "form": SampleForm(prefix="plain"),
        "refused_form": refused,
        "upload": SampleUpload(),
        "refused_upload": empty_file,
        "filter_form": SampleFilter({"name": "陈"}),
        "reason_form": SampleReason(),
    }


def parts(request: HttpRequest) -> dict[str, Any]:
    """Everything that templates/guide/guide.html shows."""
    today = clock.today()
    return {
        **_forms(),
        **_inbox_page(),
        "rows": Paginator(PEOPLE * 9, 4).page(2),
        "order": Order(request.GET, {"name": ("name",), "title": ("title",), "hours": ("hours",)}, "name"),
        "people": PEOPLE,
        "page": Paginator(range(2000), 20).page(37),
        "years": YEARS,
        "steps": STEPS,
        "steps_returned": STEPS_RETURNED,
        "combinations": COMBINATIONS,
        "complete": COMPLETE,
        "files": FILES,
        "entries": _timeline(),
        "manifest": MANIFEST,
        "running": progress(40),
        "finished": progress(BATCH),
        "days": [today + timedelta(days=n) for n in (30, 3, 0, -2)],
        "inputs": [("日期", "2019年5月6日、5月7日"), ("时段", "全天2次，半天1次"), ("科目", "专业科目")],
        "bulk_actions": [{"label": "核验通过", "value": "approve"}, {"label": "退回", "value": "return"}],
        "flashes": [Message(level, text) for level, text in FLASHES],
    }


FLASHES = [
    (constants.SUCCESS, "已保存草稿。"),
    (constants.INFO, "本批次有3人的材料更新，请重新查看。"),
    (constants.WARNING, "报送将于7月31日截止。"),
    (constants.ERROR, "这项记录刚刚由其他人员办理，您的操作没有生效。请刷新页面，查看最新情况后再办理。"),
]
