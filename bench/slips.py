"""Slips: our renderer against plain WeasyPrint on the same content, two workers against one, memory.

Each measurement runs in processes of its own. `figures()` gives rows of (name, value, unit, bound, ok).
Rates of one process are per processor second, so that a busy machine does not blur them; two workers are
measured by the clock.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
Row = tuple[str, float, str, str, bool]
NAMES = ("张三", "欧阳娜娜", "买买提·阿不都热合曼", "李思齐", "王喆", "周𬱖")


def figures(count: int = 40) -> list[Row]:
    ours, naive = _run("ours", count), _run("naive", max(count // 3, 6))
    # The best of three rounds, in turn: what two processes can do, not what the machine did beside them.
    rounds = [(_rate(1, count), _rate(2, count)) for _ in range(3)]
    one, two = max(first for first, _ in rounds), max(second for _, second in rounds)
    memory = _run("memory", 100)
    ratio, gain = ours["rate"] / naive["rate"], two / one
    growth = memory["at_100"] / memory["at_20"]
    return [
        ("slips per core", round(ours["rate"], 2), "slips/s", "-", True),
        ("slips per core, plain WeasyPrint", round(naive["rate"], 2), "slips/s", "-", True),
        ("slips: ours / plain", round(ratio, 2), "times", ">= 2", ratio >= 2),
        ("slips: two workers / one", round(gain, 2), "times", ">= 1.7", gain >= 1.7),
        ("slips: size of one", round(ours["size"] / 1024), "KB", "<= 150", ours["size"] <= 150 * 1024),
        ("slips: memory after 20", memory["at_20"] // 1024, "MB", "-", True),
        ("slips: memory after 100 / after 20", round(growth, 3), "times", "<= 1.05", growth <= 1.05),
    ]


def show(rows: list[Row]) -> None:
    for name, value, unit, bound, ok in rows:
        print(name, value, unit, bound, "ok" if ok else "short", sep="\t")


def content(number: int) -> dict[str, Any]:
    """One slip with five years; numbers and names differ from slip to slip."""
    from cejc.lib.paper import qr, seal

    url = f"https://verify.example/v/{number:06d}"
    rows = [
        {
            "year": 2015 + year,
            "public": "30",
            "professional": f"{60 + (number + year) % 9}",
            "result": "符合",
            "total": f"{90 + (number + year) % 9}",
            "basis": "培训研修40、论文（独立）30，公需科目培训30；附二1、附二3",
        }
        for year in range(5)
    ]
    return {
        "number": f"湘继教认〔2020〕{number:06d}号",
        "check_code": f"7K2M{number:04d}",
        "rows": rows,
        "name": NAMES[number % len(NAMES)],
        "identity": "430**************X",
        "unit": "湖南省地质调查研究院",
        "title_series": "自然科学研究",
        "title_name": "副研究员",
        "title_level": "副高级",
        "route": "省直单位",
        "span": "2015年度至2019年度（共5个年度）",
        "reviews": [
            {"stage": "单位初审", "office": "湖南省地质调查研究院人事处", "date": "2020年6月1日"},
            {"stage": "复审确认", "office": "湖南省自然资源厅人事处", "date": "2020年6月20日"},
            {
                "stage": "核验",
                "office": "湖南省人力资源和社会保障厅专业技术人员管理处",
                "date": "2020年7月10日",
            },
        ],
        "notice": "2020年6月2日至6月9日（5个工作日），由湖南省地质调查研究院公示，无异议。",
        "conclusion": "经核验，该同志2015年度至2019年度继续教育学时（分）符合规定，予以认定。",
        "policy_name": "《关于做好2020年专业技术人员继续教育有关工作的通知》（湘人社函〔2020〕11号）",
        "policy_hash": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "issue_date": "2020年7月15日",
        "issuing_office": "湖南省人力资源和社会保障厅",
        "verify_url": url,
        "qr_svg": qr.svg(url),
        "seal_svg": seal.paper("湖南省人力资源和社会保障厅", "继续教育学时认定专用章"),
    }


def _ours(number: int) -> bytes:
    from cejc.lib.paper import pdf

    return pdf.from_template("pdf/slip.html", content(number), title=f"认定单{number}", css="pdf/slip.css")


def _naive(number: int) -> bytes:
    """What one writes first: the fonts of the system, everything read again for every slip."""
    from django.template.loader import render_to_string
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    style = (ROOT / "templates/pdf/slip.css").read_text(encoding="utf-8")
    style = style.replace('"cejc Body", "cejc Song", "cejc Song B"', '"Noto Serif CJK SC"')
    style = style.replace('"cejc Song", "cejc Song B"', '"Noto Serif CJK SC"').replace(
        "cejc Song", "Noto Serif CJK SC"
    )
    page = f'<!doctype html><html lang="zh-CN"><title>{number}</title>'
    page += render_to_string("pdf/slip.html", content(number)).replace(
        "cejc Song, cejc Song B", "Noto Serif CJK SC"
    )
    return HTML(string=page).write_pdf(stylesheets=[CSS(string=style, font_config=fonts)], font_config=fonts)


def _measure(work: str, count: int) -> dict[str, float]:
    draw = _naive if work == "naive" else _ours
    draw(0)
    draw(5)
    start, clock = time.process_time(), time.time()
    sizes = [len(draw(number)) for number in range(count)]
    return {
        "rate": count / (time.process_time() - start),
        "begin": clock,
        "end": time.time(),
        "size": sum(sizes) / count,
    }


def _memory(count: int) -> dict[str, int]:
    kept = {}
    for number in range(count + 1):
        _ours(number)
        if number in (20, 100):
            kept[f"at_{number}"] = _resident()
    return kept


def _resident() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 1024


def _start(work: str, count: int) -> subprocess.Popen:
    command = [sys.executable, "-m", "bench.slips", work, str(count)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)


def _run(work: str, count: int) -> dict[str, Any]:
    out, _ = _start(work, count).communicate()
    return json.loads(out)


def _rate(workers: int, count: int) -> float:
    """Slips a second by the clock while `workers` processes draw `count` each."""
    started = [_start("ours", count) for _ in range(workers)]
    found = [json.loads(worker.communicate()[0]) for worker in started]
    return workers * count / (max(one["end"] for one in found) - min(one["begin"] for one in found))


def main(work: str = "", count: str = "40") -> None:
    if not work:
        show(figures())
        return
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cejc.settings")
    django.setup()
    print(json.dumps(_memory(int(count)) if work == "memory" else _measure(work, int(count))))


if __name__ == "__main__":
    main(*sys.argv[1:3])
