"""A slip drawn and signed (PAdES B-LT), with a time-stamp server in a process of its own."""

import json
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
OFFICE = "湖南省人力资源和社会保障厅"


@contextmanager
def stamps() -> Any:
    """Address, certificates and list of a server that is there for the block."""
    command = [sys.executable, "-m", "bench.signed_slips"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        try:
            yield json.loads(child.stdout.readline())  # type: ignore[union-attr]
        finally:
            child.stdin.close()  # type: ignore[union-attr]


def desk(served: dict[str, Any]) -> Any:
    """What signs slips as the worker does, its key opened and its form made."""
    from django.utils import timezone

    from cejc.lib.signing.authority import new_authority
    from cejc.lib.signing.evidence import from_json, of_certificates
    from cejc.lib.signing.papers import Desk
    from cejc.lib.signing.stamp_request import StampServer

    now = timezone.now()
    authority = new_authority("根证书", now=now, list_url="http://ca.example/revoked.crl")
    _key, pen = authority.pen(f"{OFFICE}签章", "ecdsa-p256", now=now)
    own = of_certificates([pen.certificate, *pen.chain], [authority.revocations([], number=1, now=now)])
    return Desk(pen, OFFICE, StampServer(served["url"]), own + from_json(served["evidence"]))


def serve() -> None:
    """Say where the server is, and serve until nobody listens any more."""
    from django.utils import timezone

    from cejc.lib.signing import stamp_server
    from cejc.lib.signing.authority import new_authority
    from cejc.lib.signing.evidence import of_certificates

    now = timezone.now()
    authority = new_authority("时间戳根证书", now=now)
    _key, pen = authority.pen("时间戳", "ecdsa-p256", now=now, stamps=True)
    url, _server = stamp_server.started(pen)
    lists = [authority.revocations([], number=1, now=now)]
    evidence = of_certificates([pen.certificate, *pen.chain], lists)
    print(json.dumps({"url": url, "evidence": evidence.as_json()}), flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cejc.settings")
    django.setup()
    serve()
