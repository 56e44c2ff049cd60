"""What an English page still says in Chinese: nothing, but names and texts that are marked as such."""

import re
from html.parser import HTMLParser

CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]+")
SAID = ("alt", "aria-label", "content", "placeholder", "title", "data-no-number")
# Scripts, and what the reader typed.
SILENT = ("script", "style", "textarea")
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}


class Foreign(HTMLParser):
    """What a page says in Chinese outside of elements that are marked as Chinese."""

    def __init__(self):
        super().__init__()
        self.marks, self.found = [], []

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        chinese = said["lang"].startswith("zh") if "lang" in said else bool(self.marks and self.marks[-1])
        if not chinese:
            words = [said[name] for name in SAID if said.get(name)]
            self.found += [word for word in words if CHINESE.search(word) and said.get("type") != "hidden"]
        if tag not in VOID:
            self.marks.append(chinese or tag in SILENT)

    def handle_endtag(self, tag):
        if tag not in VOID and self.marks:
            self.marks.pop()

    def handle_data(self, data):
        if not (self.marks and self.marks[-1]) and CHINESE.search(data):
            self.found.append(" ".join(data.split()))


def chinese_of(page):
    parser = Foreign()
    parser.feed(page)
    return parser.found


def assert_english(answer, *said):
    page = answer.content.decode()
    assert answer["Content-Language"] == "en"
    assert not (found := chinese_of(page)), found
    for words in said:
        assert words in page, words
