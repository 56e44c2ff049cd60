"""Activities of every kind over 2015–2019, each with the papers of one permitted combination."""

import random
from collections.abc import Iterator
from typing import Any

from certification.demo.given import given
from certification.demo.paper import paper
from credits.engine import Policy, evidence_for
from registry.activities.services import activity as activities
from registry.activities.services import evidence
from registry.machinery.service import service
from registry.models import Activity, User

TOPICS = (
    "智慧水利",
    "洪水预报",
    "生态流量",
    "医院感染控制",
    "临床检验质量",
    "数据治理",
    "新时代国家治理体系",
    "科研诚信",
)
PROFESSIONAL = (
    "project",
    "training",
    "patent",
    "paper",
    "book",
    "award",
    "computer_exam",
    "degree_course",
    "qualification_exam",
    "practice",
    "conference",
    "exchange",
    "online",
)


def lines(year: int, month: int, day: int, count: int, subject: str) -> list[dict[str, str]]:
    """Whole days in a row."""
    return [
        {"date": f"{year}-{month:02d}-{day + step:02d}", "slot": "day", "subject": subject}
        for step in range(count)
    ]


def public_record(year: int, dice: random.Random) -> tuple[str, str, dict[str, Any]]:
    """30 public-subject hours of a year: kind, title, facts."""
    if dice.random() < 0.5:
        facts = {
            "date": f"{year}-11-{dice.randrange(1, 28):02d}",
            "subject": "public",
            "approved_hours": "30",
            "minutes": "1350",
        }
        return "online", f"{year}年公需科目网络课程", facts
    return (
        "training",
        f"{year}年公需科目培训班",
        {"lines": lines(year, 3, dice.randrange(1, 24), 3, "public")},
    )


def professional_record(
    kind: str, year: int, dice: random.Random, person: str
) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """60 or more professional-subject hours of a year by records of `kind`: kind, title, facts."""
    topic, day = dice.choice(TOPICS), f"{year}-06-{dice.randrange(1, 28):02d}"
    if kind in ("training", "practice", "conference", "exchange"):
        yield (
            kind,
            f"{topic}{TITLES[kind]}",
            {"lines": lines(year, 8, dice.randrange(1, 20), 6, "professional")},
        )
    elif kind == "paper":
        for number in (1, 2):
            work = f"DOI 10.3969/{person}.{year}.{number}"
            yield (
                kind,
                f"{topic}研究（{number}）",
                {"author_rank": 1, "cn_serial": True, "date": day, "work": work},
            )
    else:
        yield kind, f"{topic}{TITLES[kind]}", _facts(kind, day, year, person)


TITLES = {
    "training": "高级研修班",
    "practice": "下基层实践",
    "conference": "学术年会",
    "exchange": "海外交流项目",
    "project": "关键技术研究课题",
    "patent": "装置发明专利",
    "book": "技术与实践",
    "award": "科技进步奖",
    "computer_exam": "计算机应用能力考试",
    "degree_course": "专业在职研究生课程",
    "online": "专业网络课程",
    "qualification_exam": "职业资格考试",
    "assignment": "对口援助任务",
}


def _facts(kind: str, day: str, year: int, person: str) -> dict[str, Any]:
    facts: dict[str, dict[str, Any]] = {
        "project": {"role": "lead", "organiser": "government", "date": day, "work": f"KT-{person}-{year}"},
        "patent": {
            "inventor_rank": 2,
            "patent_kind": "invention",
            "date": day,
            "work": f"ZL-{person}-{year}",
        },
        "book": {"author_rank": 2, "date": day, "work": f"ISBN-{person}-{year}"},
        "award": {"level": "prefectural", "rank": 3, "date": day},
        "computer_exam": {"modules": 3, "date": day},
        "degree_course": {"date": day},
        "qualification_exam": {"date": day},
        "online": {"date": day, "subject": "professional", "approved_hours": "60", "minutes": "2700"},
        "assignment": {
            "start": f"{year}-02-01",
            "end": f"{year}-11-30",
            "level": "provincial",
            "qualified": True,
            "assessed": f"{year}-12-10",
        },
    }
    return facts[kind]


@service
def make(
    user: User,
    policy: Policy,
    kind: str,
    title: str,
    facts: dict[str, Any],
    dice: random.Random,
    *,
    send: bool = True,
):
    """Record one activity with its papers; submit it unless `send` is false. Returns the row."""
    row = activities.create_draft(actor=user, kind=kind)
    row = activities.save_draft(actor=user, activity=row, title=title, note="", facts=facts, edit=row.edit)
    option = min(evidence_for(policy, kind, ()).options, key=lambda one: len(one.needs))
    for need in option.needs:
        document = need.any_of[0]
        evidence.add(
            actor=user, activity=row, document_kind=document.id, upload=_proof(user, row, document.name, dice)
        )
    return activities.submit(actor=user, activity=row, edit=_edit(row)) if send else row


def _edit(row: Activity) -> int:
    return Activity.objects.values_list("edit", flat=True).get(pk=row.pk)


def _proof(user: User, row: Activity, document: str, dice: random.Random):
    words = [
        f"姓　名：{user.display_name}",
        f"事　由：{row.title}",
        f"日　期：{row.first_date}",
        f"编　号：{dice.randrange(10**8):08d}",
    ]
    places = given("training")["places"]
    return paper(document, words, dice.choice(places), kind=dice.choice(["png", "jpeg", "pdf"]))


@service
def a_good_year(user: User, policy: Policy, year: int, kind: str, dice: random.Random) -> None:
    """Everything that one year asks for."""
    make(user, policy, *public_record(year, dice), dice)
    for record in professional_record(kind, year, dice, user.username):
        make(user, policy, *record, dice)
