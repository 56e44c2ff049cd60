"""Slips: ours against plain WeasyPrint and reportlab on the same content, signed against unsigned, two
workers against one, memory.

Each measurement runs in processes of its own. `figures()` gives rows of (name, value, unit, bound, ok).
The ways draw slip by slip in turn in one process, in milliseconds of the processor, so that a busy
machine does not blur them: the median, and between brackets the quartiles. Two workers are measured by the
clock.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
Row = tuple[str, float, str, str, bool]
NAMES = ("张三", "欧阳娜娜", "买买提·阿不都热合曼", "李思齐", "王喆", "周𬱖")


def figures(count: int = 40) -> list[Row]:
    took = _run("three", count)
    naive, lab, ours = (statistics.median(took[way]) for way in ("naive", "reportlab", "ours"))
    # The best of three rounds, in turn: what two processes can do, not what the machine did beside them.
    rounds = [(_rate(1, 10 * count), _rate(2, 10 * count)) for _ in range(3)]
    one, two = max(first for first, _ in rounds), max(second for _, second in rounds)
    memory, signed = _run("memory", 100), _run("signed", count)
    added = statistics.median(signed["signed"]) / statistics.median(signed["unsigned"])
    ratio, gain, size = naive / ours, two / one, memory["size"]
    growth = memory["at_100"] / memory["at_20"]
    return [
        *(_spread(way, took[way]) for way in ("naive", "reportlab", "ours", "shape")),
        ("slips: plain WeasyPrint / ours", round(ratio, 2), "times", ">= 10", ratio >= 10),
        ("slips: ours / reportlab", round(ours / lab, 2), "times", "<= 1", ours <= lab),
        _spread("signed", signed["signed"]),
        ("slips: signed / unsigned", round(added, 2), "times", "<= 1.3", added <= 1.3),
        ("slips: memory after 100 signed", signed["resident"] // 1024, "MB", "-", True),
        ("slips: two workers / one", round(gain, 2), "times", ">= 1.8", gain >= 1.8),
        ("slips: size of one", round(size / 1024), "KB", "<= 150", size <= 150 * 1024),
        ("slips: memory after 20", memory["at_20"] // 1024, "MB", "-", True),
        ("slips: memory after 100 / after 20", round(growth, 3), "times", "<= 1.05", growth <= 1.05),
    ]


WAYS = {
    "naive": "plain WeasyPrint",
    "reportlab": "reportlab platypus",
    "ours": "ours",
    "shape": "ours, the first of a shape",
    "signed": "ours, signed with a time-stamp",
}


def _spread(way: str, took: list[float]) -> Row:
    low, middle, high = statistics.quantiles(took, n=4)
    return (f"slips: {WAYS[way]}", round(middle, 1), f"ms ({low:.1f} to {high:.1f})", "-", True)


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
            "hours": ["30", f"{60 + (number + year) % 9}"],
            "result": "符合",
            "total": f"{90 + (number + year) % 9}",
            "basis": "培训研修40、论文（独立）30，公需科目培训30；附二1、附二3",
        }
        for year in range(5)
    ]
    return {
        "number": f"湘继教认〔2020〕{number:06d}号",
        "check_code": f"7K2M{number:04d}",
        "subjects": ["公需科目", "专业科目"],
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

    return pdf.from_blank("pdf/slip.html", content(number), title=f"认定单{number}", css="pdf/slip.css")


def _reportlab(number: int) -> bytes:
    from bench.slips_reportlab import draw

    return draw(content(number))


def _first_of_a_shape(number: int) -> bytes:
    """A slip whose blank has to be made."""
    from cejc.lib.paper import pdf

    pdf._renderer().blanks.made.clear()
    pdf._renderer().blanks.frames.clear()
    return _ours(number)


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


def _three(count: int) -> dict[str, list[float]]:
    """Milliseconds of the processor for each slip, the ways in turn."""
    ways = {"naive": _naive, "reportlab": _reportlab, "ours": _ours, "shape": _first_of_a_shape}
    took: dict[str, list[float]] = {way: [] for way in ways}
    for number in range(-2, count):
        for way, draw in ways.items():
            start = time.process_time()
            draw(number % len(NAMES) if number < 0 else number)
            if number >= 0:
                took[way].append(1000 * (time.process_time() - start))
    return took


def _signed(count: int) -> dict[str, Any]:
    """Milliseconds of the processor for each slip as it is and signed, in turn; the server is another process.
    And what the process holds after 100."""
    from django.utils import timezone

    from bench import signed_slips

    took: dict[str, Any] = {"unsigned": [], "signed": []}
    with signed_slips.stamps() as served:
        desk = signed_slips.desk(served)
        for number in range(-2, max(count, 100)):
            start = time.process_time()
            drawn = _ours(number % len(NAMES) if number < 0 else number)
            between = time.process_time()
            desk.signed(drawn, timezone.now())
            if number >= 0:
                took["unsigned"].append(1000 * (between - start))
                took["signed"].append(1000 * (time.process_time() - start))
        desk.server.close()
    return took | {"resident": _resident()}


def _measure(count: int) -> dict[str, float]:
    _ours(0)
    _ours(5)
    clock = time.time()
    for number in range(count):
        _ours(number)
    return {"begin": clock, "end": time.time()}


def _memory(count: int) -> dict[str, float]:
    kept: dict[str, float] = {}
    sizes = []
    for number in range(count + 1):
        sizes.append(len(_ours(number)))
        if number in (20, 100):
            kept[f"at_{number}"] = _resident()
    return kept | {"size": statistics.mean(sizes)}


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
    works = {"memory": _memory, "three": _three, "ours": _measure, "signed": _signed}
    print(json.dumps(works[work](int(count))))


if __name__ == "__main__":
    main(*sys.argv[1:3])
