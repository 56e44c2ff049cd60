"""The log as programs read it (C2SP tlog-tiles), and where witnesses bring their co-signatures.

Answers are texts and bytes, never pages; what is signed may be carried by any cache.
"""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from cejc.errors import Refused
from cejc.lib.tlog import tiles
from registry.machinery.services import throttle
from registry.people.address import client_address
from registry.public_log import keys
from registry.public_log.models import LogLeaf
from registry.public_log.queries import keeping, proofs
from registry.public_log.services import witnesses

FOR_GOOD, SHORTLY = "public, max-age=31536000, immutable", "public, max-age=5"
# A checkpoint and the lines of many witnesses; a wrong one is refused without being counted among the right.
LONGEST, POSTS_AN_HOUR = 16 * 1024, 60
STATUS = {"no_witness": 403, "contradicted": 409}


@require_safe
def checkpoint(request: HttpRequest) -> HttpResponse:
    point = proofs.last()
    return _open(proofs.note_of(point), SHORTLY) if point else _text("the log is empty", 404)


@require_safe
def key(request: HttpRequest) -> HttpResponse:
    """The keys that the log is signed by, the first its own."""
    return _open("".join(f"{one}\n" for one in keys.told()), SHORTLY)


@require_safe
def tile(request: HttpRequest, path: str) -> HttpResponse:
    """A tile of hashes, or a bundle of entries."""
    found = tiles.at_path(path)
    try:
        raw = keeping.of_log().exact(found) if found else None
    except FileNotFoundError:
        raw = None
    return _text("no such tile", 404) if raw is None else _open(raw, FOR_GOOD, "application/octet-stream")


@require_safe
def proof(request: HttpRequest, digest: str) -> HttpResponse:
    """That a leaf with this digest stands in the log: C2SP's tlog-proof."""
    leaf = LogLeaf.objects.filter(digest=digest).first()
    found = proofs.proof_of(leaf) if leaf else None
    return _open(found.text(), SHORTLY) if found else _text("not in the log", 404)


@csrf_exempt
@require_POST
def witness(request: HttpRequest) -> HttpResponse:
    """The note of a checkpoint with the lines of witnesses under it."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > LONGEST:
        return _text("too long", 413)
    try:
        kept = witnesses.take(request.body.decode())
    except (Refused, UnicodeDecodeError) as refusal:
        return _refused(request, getattr(refusal, "code", "no_checkpoint"))
    return _text(f"kept: {', '.join(one.witness.name for one in kept)}", 200)


def _refused(request: HttpRequest, code: str) -> HttpResponse:
    """What is wrong is counted, so that nobody tries signatures on us; what is right never waits."""
    name = f"log-witness:{client_address(request)}"
    if throttle.count(name) > POSTS_AN_HOUR:
        answer = _text("too many", 429)
        answer["Retry-After"] = str(throttle.seconds_left(name))
        return answer
    return _text(code, STATUS.get(code, 400))


def _text(said: str, status: int) -> HttpResponse:
    answer = HttpResponse(f"{said}\n", status=status, content_type="text/plain; charset=utf-8")
    answer["Cache-Control"] = "no-store"
    return answer


def _open(content: str | bytes, cache: str, mime: str = "text/plain; charset=utf-8") -> HttpResponse:
    """For whoever asks, from wherever: also a checker that runs in the page of another site."""
    answer = HttpResponse(content, content_type=mime)
    answer["Cache-Control"], answer["Access-Control-Allow-Origin"] = cache, "*"
    answer.for_any_cache = True  # type: ignore[attr-defined]
    return answer
