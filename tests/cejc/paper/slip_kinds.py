"""Two hundred slips, no two alike: what stands on slips at its shortest and longest, and what is rare."""

import random

from bench.slips import content
from cejc.lib.paper import seal

NAMES = (
    "张三",
    "李思齐",
    "欧阳娜娜",
    "买买提·阿不都热合曼",
    "古丽扎尔·艾合买提江·吐尔逊",
    "扎西 多吉",
    "O’Neill-Müller & Söhne <甲>",
    "José Álvarez",
    "王喆㛃",
    "牛犇骉",
    "名" * 26,
    "名" * 27,
    "司马" * 50,
    "Wolfeschlegelsteinhausenbergerdorff " * 2,
    "昇　堃",
    "仝亓乜佴隗",
)
# Characters outside of the everyday pieces, and what is more than a glyph of the Song face for each character.
RARE = (
    "周𬱖",
    "𠅤䶮 𰻞",
    "Nguyễn Văn Ả",
    "周𮯠",
    "ئەخمەت",
    "क्षत्रिय",
    "甲\u00ad乙",
    "e\u0301tude",
    "王🎉",
)
UNITS = (
    "湖南省水利厅",
    "湖南省地质调查研究院",
    "中南大学湘雅医院（国家老年疾病临床医学研究中心）",
    "湖南省某某研究院附属第一人民医院肿瘤防治研究中心实验室" * 2,
    "湘西土家族苗族自治州“八·一”民族中学（原州立第一中学）、湘西州教师进修学院：联合教研组——高中部，2020年并入",
    "长沙ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789有限公司",
)
EARLIER = "以往认定单：湘继教认〔2019〕000001号"
BASES = (
    "本次认定",
    "培训研修40、论文（独立）30，公需科目培训30；附二1、附二3",
    "免登记：2018年4月在职攻读博士学位，按第十条（三）款规定，当年度不再登记，提供学校证明。",
    "",
)
OFFICES = (
    "湖南省人力资源和社会保障厅",
    "长沙市人力资源和社会保障局",
    "张家界市人力资源和社会保障局职称改革工作办公室",
)


def slips(count=200):
    """(number, context) of so many slips; the same each time."""
    draw = random.Random(5)
    for number in range(count):
        yield number, _slip(number, draw)


def _slip(number, draw):
    slip, years, office = content(number), number % 8 + 1, draw.choice(OFFICES)
    basis, before = BASES[number // 8 % 4], years // 2 * (number // 8 % 5 == 1)
    rows = [
        draw.choice(slip["rows"]) | {"year": 2012 + year, "basis": EARLIER if year < before else basis}
        for year in range(years)
    ]
    return slip | {
        "name": draw.choice(RARE) if number % 10 == 7 else NAMES[number % len(NAMES)],
        "unit": draw.choice(UNITS),
        "rows": rows,
        "title_name": "中小学高级教师、正高级讲师（中职）" if number // 8 % 5 == 4 else "副研究员",
        "notice": slip["notice"] if number // 8 % 3 else "",
        "remark": "补发：原单遗失，登报声明作废。" if number // 8 % 9 == 7 else "",
        "supersedes": "湘继教认〔2019〕000123号" if number // 8 % 8 == 6 else "",
        "issuing_office": office,
        "seal_svg": seal.paper(office),
    }
