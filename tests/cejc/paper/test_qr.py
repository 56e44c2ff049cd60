import re

import segno

from cejc.lib.paper import qr


def modules(drawing):
    """The dark modules of our SVG: rows of `h` strokes at half coordinates."""
    path = re.search(r' d="([^"]+)"', drawing)[1]
    dark, x, y = set(), 0.0, 0.0
    for command, numbers in re.findall(r"([MmhH])([^MmhH]+)", path):
        values = [float(number) for number in re.findall(r"-?[\d.]+", numbers)]
        if command == "M":
            x, y = values
        elif command == "m":
            x, y = x + values[0], y + values[1]
        else:
            dark |= {(int(x) + step, int(y)) for step in range(int(values[0]))}
            x += values[0]
    return dark


def test_svg_draws_every_dark_module():
    text = "https://verify.example/v/4f3a-湘"

    dark = modules(qr.svg(text))

    matrix = segno.make(text, micro=False, error="m").matrix
    assert dark == {(x, y) for y, row in enumerate(matrix) for x, cell in enumerate(row) if cell}


def test_svg_is_the_same_each_time_and_safe_to_put_in_a_page():
    drawing = qr.svg('https://x/?a=1&b="<script>"', size="30mm")

    assert drawing == qr.svg('https://x/?a=1&b="<script>"', size="30mm")
    assert drawing.startswith("<svg ")
    assert 'width="30mm"' in drawing
    assert "script" not in drawing
    assert "style=" not in drawing
