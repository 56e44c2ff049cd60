"""Papers of chosen rows bound into one document: made as from the page of a list, and looked at."""

import pypdfium2
from django.urls import reverse

from registry.models import TakenList


def taken_of(answer):
    return TakenList.objects.get(public_id=answer.url.rstrip("/").rpartition("/")[2])


def file_of(client, row):
    answer = client.get(reverse("registry:taken-file", args=[row.public_id]))
    return b"".join(answer) if answer.streaming else answer.content


def made(client, address, run_jobs, **sent):
    row = taken_of(client.post(address, sent))
    run_jobs()
    row.refresh_from_db()
    return row, file_of(client, row)


def pictures(body):
    with pypdfium2.PdfDocument(body) as document:
        return [page.render(scale=100 / 72).to_pil().tobytes() for page in document]


def outline(body):
    """The name of each paper and the page where it begins."""
    with pypdfium2.PdfDocument(body) as document:
        return [(one.get_title(), one.get_dest().get_index()) for one in document.get_toc()]


def names(body):
    return [name for name, _at in outline(body)]


def each_as_alone(body, rows, draw):
    """Whether each paper begins on the front of a sheet and looks as `draw` draws it by itself."""
    shown = pictures(body)
    alone = [(at, pictures(draw(row))) for (_name, at), row in zip(outline(body), rows, strict=True)]
    return [(at % 2, shown[at : at + len(pages)] == pages) for at, pages in alone] == [(0, True)] * len(rows)
