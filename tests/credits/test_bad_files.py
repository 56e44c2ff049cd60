"""Files that an officer might make: each is refused, with a sentence that names its fault."""

from pathlib import Path

import pytest

from credits.engine import BUNDLED, PolicyInvalid, load_bytes, read_bytes

SOURCE = (BUNDLED / "hunan-2020.toml").read_text(encoding="utf-8")
SPAN = """
[[spans]]
id = "general2"
name = "一般人员二"
first = 2014
last = 2018
basis = "notice"
clause = "三"
"""
ISSUE = """
[[routes.stages]]
id = "issue"
kind = "issue"
office = "province"
name = "办理认定单"
bulk = true
basis = "notice"
clause = "三(一)"
"""


def changed(*changes: tuple[str, str]) -> bytes:
    text = SOURCE
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return text.encode()


def told(content: bytes) -> list[str]:
    with pytest.raises(PolicyInvalid) as invalid:
        load_bytes(content, "x.toml")
    return [str(fault) for fault in invalid.value.faults]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        pytest.param(
            'id = "patent"\nkinds', 'id = "book"\nkinds', "conversion[6].id：标识 book 重复", id="05"
        ),
        pytest.param(
            'first = 2015\nlast = 2019\nbasis = "notice"\nclause = "三"\npoints = ["R17"]\n',
            'first = 2015\nlast = 2019\nbasis = "notice"\nclause = "三"\npoints = ["R17"]\n' + SPAN,
            "spans[1]：认定跨度“一般人员二”（2014—2018）与“一般人员”（2015—2019）适用于同一批人员，只能有一项",
            id="07",
        ),
        pytest.param(
            'id = "patent"\nkinds = ["patent"]',
            'id = "patent"\nkinds = ["patents"]',
            "conversion[6].kinds[0]：没有 patents 这一项，可用的有 training、",
            id="09",
        ),
        pytest.param(
            "yearly_min = 60",
            "yearly_min = 80",
            "yearly_total.min：每年合计最少 90，少于各科目最少学时之和 110（公需科目 30、专业科目 80），两者矛盾",
            id="10",
        ),
        pytest.param(
            "application_year = 2020",
            "application_year = = 2020",
            "不是有效的 TOML：第 7 行第 20 列：此处的值无效",
            id="11",
        ),
        pytest.param(
            "min = 90",
            "min = 900000000000000000000000000",
            "yearly_total.min：90000000000000000000… 过大，此处最多为 10000",
            id="13",
        ),
        pytest.param(
            "when = { author_rank = 1 }\n",
            "",
            "附二3的第 3 档永远用不上：前面的档次已经包括了它的各种情形",
            id="15",
        ),
        pytest.param(
            "last = 2019",
            "last = 2020",
            "spans[0].last：认定跨度“一般人员”的止年 2020 不早于申报年度 2020",
            id="22",
        ),
        pytest.param("# 湘人社函", "\ufeff# 湘人社函", "文件以字节顺序标记（BOM）开头", id="25"),
        pytest.param(
            'unit = "学时（分）"\n',
            'unit = "学时（分）"\nunit = "学分"\n',
            "第 14 行第 12 列：键 unit 重复，同一个表中一个键只能出现一次",
            id="27",
        ),
        pytest.param(
            "〔{year}〕",
            "〔{yaer}〕",
            "slip.number：编号样式中的 {yaer} 无人填写，只能用 {year}、{serial}",
            id="28",
        ),
        pytest.param(ISSUE, "", "routes[0].stages：流程“省直单位”没有结果", id="34"),
        pytest.param(
            'name = "公需科目"',
            'name = "<script>alert(1)</script>公需"',
            "subjects[0].name：名称中不能有 <",
            id="36",
        ),
    ],
)
def test_each_file_is_refused_for_its_fault(old, new, fault):
    assert any(fault in found for found in told(changed((old, new))))


CAP = '[[caps]]\nid = "x"\nper = "year"\nhours = {hours}\nover = "clamp"\ntext = "封顶"\nbasis = "notice"\nclause = "附二1"\n'
LIMIT = '[[caps]]\nid = "day_limit"'
DOCTOR = 'id = "doctor"\nname = "博士参评副高"\nfirst = 2018\nlast = 2019\n'
PAPER = '[[conversion]]\nid = "paper"\n'
OWN = """[[conversion]]
id = "{id}"
kinds = ["paper"]
clause = "附二3"
basis = "notice"
rule = "另计。"
method = "manual"
subject = "professional"
year_of = "date"
when = {{ cn_serial = true{more} }}
label = "另计"

"""
PATENT = "[[conversion.cases]]\nwhen = { inventor_rank = 1 }\n"


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        # spans
        (DOCTOR, DOCTOR.replace("2018", "2013"), "认定跨度“博士参评副高”（2013—2019）永远用不上"),
        ('degrees = ["doctor"]\n', "", "认定跨度“硕士参评医学类副高”（2016—2019）永远用不上"),
        (
            'first = 2016\nlast = 2019\nlevels = ["senior_associate"]\ndegrees = ["master"]\n',
            'first = 2017\nlast = 2018\nlevels = ["senior_associate"]\n',
            "长度相同而年份不同，不知取哪一项",
        ),
        (
            "first = 2015\nlast = 2019\n",
            'first = 2015\nlast = 2019\nlevels = ["senior_full", "senior_associate"]\n',
            "spans：级别 intermediate 有办理流程，却没有适用于一般人员的认定跨度",
        ),
        # rows, cases, tables
        (PATENT, PATENT.replace("= 1", "= { min = 1 }"), "附二4的第 2 档永远用不上"),
        (
            'when = { level = "prefectural", rank = { max = 5 } }',
            'when = { level = "prefectural", rank = { min = 5, max = 2 } }',
            "附二5的第 2 档永远用不上：它的条件不能满足",
        ),
        (
            'when = { role = "member" }',
            'when = { role = "member", organiser = "industry" }',
            "附二2的各档没有包括所有情形，如：组织方 政府、承担角色 参与人员。请加上最后一档",
        ),
        (
            '[[conversion.cases]]\nwhen = { level = "prefectural" }\n',
            '[[conversion.cases]]\nwhen = { level = "prefectural", rank = { min = 7 } }\n',
            "附二5的各档没有包括所有情形，如：奖项级别 地厅级、获奖排名 6",
        ),
        (
            "when = { cn_serial = true }\nwhy",
            "when = { cn_serial = true, author_rank = 0 }\nwhy",
            "conversion[5].requires[0].when：折算规则 paper 的条件永远不满足",
        ),
        (
            PAPER,
            OWN.format(id="own", more="") + OWN.format(id="own2", more=", author_rank = 1") + PAPER,
            "conversion[6].when：折算规则 own2（附二3）对发表论文永远用不上",
        ),
        (
            "optional = true\nmax = 1000\n",
            "optional = true\nmin = 2000\nmax = 1000\n",
            "“课程审定学时”的最小值大于最大值",
        ),
        ('one_of = [["approved_hours", "minutes"]]\n', "", "网络平台远程教育的审定学时和学习时长都可以不填"),
        (
            'label = "合格模块数"\n',
            'label = "合格模块数"\noptional = true\n',
            "计算机应用能力考试的“合格模块数”可以不填，折算却要用它",
        ),
        (
            'label = "结题（项）日期"\n',
            'label = "结题（项）日期"\noptional = true\n',
            "conversion[3].year_of：课题研究与项目开发的“结题（项）日期”可以不填",
        ),
        # minima, caps, groups
        ("min = 90", "min = 60", "yearly_total.min：每年合计最少 60，少于各科目最少学时之和 90"),
        (LIMIT, CAP.format(hours=80) + "\n" + LIMIT, "yearly_total.min：每年合计要 90，而上限只让人得到 80"),
        (
            LIMIT,
            CAP.format(hours=20) + 'subjects = ["public"]\n\n' + LIMIT,
            "subjects[0].yearly_min：公需科目要 30，而上限只让人得到 20，无人能够达到",
        ),
        (
            'kinds = ["training", "practice", "conference", "exchange"]',
            'kinds = ["paper"]',
            "没有作用：它的活动类别都不按时段填报",
        ),
        (
            "hours = 10\nover",
            "hours = 0\nover",
            "caps[0].hours：上限“同一人同一天最多 10 学时（分）”为 0，什么也不计",
        ),
        (
            "single_year_up_to_months = 12\nhours = 90",
            "single_year_up_to_months = 12\nhours = 60",
            "视同完成全年的学时 60 少于每年合计 90（附二7）",
        ),
        # routes
        (
            ISSUE,
            ISSUE + ISSUE.replace('"issue"', '"more"', 1).replace('kind = "issue"', 'kind = "review"'),
            "流程“省直单位”在“办理认定单”之后还有“办理认定单”，而流程到那里已经办结",
        ),
        (ISSUE, ISSUE + "optional = true\n", "流程“省直单位”的结果环节不能省略"),
        (
            "reaches_province = true",
            "reaches_province = false",
            "流程“省直单位”写明不由省里办理，却有省里的环节",
        ),
        (
            'name = "市州"\nreaches_province = false',
            'name = "市州"\nreaches_province = true',
            "写明由省里办理，却没有省里的环节",
        ),
        (
            'name = "初审"\nsubjects = ["professional"]\nbasis = "notice"',
            'name = "初审"\noptional = true\nsubjects = ["professional"]\nbasis = "notice"',
            "流程“省直单位”的“公示”之前没有必经的审核环节",
        ),
        (
            'name = "复审确认"\nsubjects = ["public"]\n',
            'name = "复审确认"\n',
            "流程“省直单位”没有必经的环节审核公需科目",
        ),
        (
            'levels = ["intermediate", "junior"]\ncovers = ["provincial"]',
            'levels = ["senior_full"]\ncovers = ["provincial"]',
            "适用于同一类单位（provincial）的同一级别，后一个永远用不上",
        ),
        # numbers of papers
        ("{serial:06}", "", "slip.number：编号样式缺少 {serial}，各份编号会相同"),
        ("{serial:06}", "{serial:06", "slip.number：编号样式写法有误"),
        ("{serial:06}", "{serial.x}", "slip.number：编号样式写法有误"),
        # slots
        ('name = "全天"\nhours = 10', 'name = "全天"\nhours = 7', "时段“全天”的学时 7 少于它各部分之和 8"),
        ("least_minutes = 300", "least_minutes = 1000", "时段“全天”的起止时间容不下 1000 分钟"),
        # points, clauses, head, materials, names
        (
            "minutes_per_hour = 45\nstep",
            "minutes_per_hour = 40\nstep",
            "参数为 45，而规则中（conversion.online.minutes_per_hour）为 40，两者矛盾",
        ),
        ("day_limit = 10", "day_limit = 8", "参数为 8，而规则中（caps.day_limit.hours）为 10"),
        (
            "working_days = 5\nbasis",
            "working_days = 7\nbasis",
            "参数为 5，而规则中（routes.*.stages.notice.working_days）为 7",
        ),
        ('clause = "附二6"\n', "", "“computer_exam”写明依据是通知，却没有写是通知的哪一条"),
        ('clause = "附二6"', 'clause = "附二66"', "conversion[8].clause：通知正文中没有“附二66”这一条"),
        ('clause = "附二6"', 'clause = "附二5"', "通知的“附二6”没有变成规则：没有一处引用"),
        ("关于做好2020年", "关于做好2019年", "title：标题写的是 2019 年，申报年度却是 2020"),
        (
            "document_date = 2020-02-11",
            "document_date = 2021-02-11",
            "document_date：发文日期在申报年度 2020 之后",
        ),
        (
            '湘人社函〔2020〕11号"\ndocument_date',
            '湘人社函〔2021〕11号"\ndocument_date',
            "文号写的是 2021 年，发文日期却在 2020 年",
        ),
        (
            'name = "（2）"\nneeds = [["training_notice", "sign_in", "course_table", "schedule"], ["completion"]]',
            'name = "（2）"\nneeds = [["training_notice"], ["schedule"], ["sign_in"], ["completion"]]',
            "附一1的材料组合“（2）”用不上：备齐它的，已经备齐了前面的“（1）”",
        ),
        (
            'id = "receipt"\nname = "回执"',
            'id = "stamp"\nname = "邮票"\n\n[[documents]]\nid = "receipt"\nname = "回执"',
            "材料“邮票”没有任何一组材料用到",
        ),
        ('name = "上午"', 'name = "上\\u200b午"', "slots[0].name：文字中有控制字符或看不见的字符"),
        ("yearly_min = 30", "yearly_min = 30000", "subjects[0].yearly_min：30000 过大，此处最多为 10000"),
    ],
)
def test_what_no_notice_means_is_refused(old, new, fault):
    found = told(changed((old, new)))

    assert any(fault in one for one in found), found


def test_a_published_policy_is_read_by_its_form_alone():
    """What was in force stays readable, however little it would be let through today."""
    content = changed(("yearly_min = 60", "yearly_min = 80"))

    assert read_bytes(content, "x.toml").subjects[1].minimum == 80
    with pytest.raises(PolicyInvalid):
        load_bytes(content, "x.toml")


def test_a_fault_that_thinks_is_named_by_its_place_in_the_extension():
    text = 'format = 1\nextends = "hunan-2020"\nname = "mine"\n[[subjects]]\nid = "professional"\nyearly_min = 80\n'
    assert [one.split("：")[0] for one in told(text.encode())] == ["yearly_total.min"]

    text = text.replace("[[subjects]]", '[[series]]\nid = "tea"\nname = "<茶>"\n[[subjects]]')
    assert told(text.encode()) == ["series[0].name：名称中不能有 <，实际为 <茶>"]


def test_reduction_of_a_share_is_refused_for_it_would_change_nothing():
    nurses = (Path(__file__).parent / "policies" / "nordland-nurses-2026.toml").read_text(encoding="utf-8")
    wrong = nurses.replace('of = ["total", "cycle", "joint"]', 'of = ["total", "joint_share"]', 1)

    assert told(wrong.encode()) == [
        "reductions[1].of：一(五)减少的“参与式学习”是按比例的要求，随合计学时而变，不能另行减少"
    ]
