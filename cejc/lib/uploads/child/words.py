"""The words printed on the first pages of a PDF."""

import pypdfium2

from cejc.lib.uploads.child.faults import Fault

PAGES, LETTERS = 2, 20_000


def text(path: str) -> tuple[dict, bytes]:
    """What is printed on the first two pages, as UTF-8 bytes."""
    try:
        document = pypdfium2.PdfDocument(path)
        pages = [
            document[number].get_textpage().get_text_bounded() for number in range(min(len(document), PAGES))
        ]
    except pypdfium2.PdfiumError as fault:
        raise Fault("broken") from fault
    return {}, "\n".join(pages)[:LETTERS].encode("utf-8", "replace")
