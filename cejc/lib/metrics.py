"""What operators watch, as Prometheus reads it (text format 0.0.4). No person and no name stands in it.

Each room adds to `sources` a function that answers with families; `cejc/views/metrics.py` writes them out.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from cejc.lib.hook import Hook

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Sample(NamedTuple):
    value: float
    labels: Mapping[str, str] = MappingProxyType({})
    suffix: str = ""  # of a histogram: _bucket, _sum, _count


class Family(NamedTuple):
    name: str  # without the portal's own cejc_
    kind: str  # gauge, counter, histogram
    about: str
    samples: list[Sample]


sources: Hook[Callable[[], Iterable[Family]]] = Hook()


def gauge(name: str, about: str, value: float) -> Family:
    return Family(name, "gauge", about, [Sample(value)])


def text(families: Iterable[Family]) -> str:
    """A family without a sample is left out: what does not exist has no figure."""
    return "".join(line + "\n" for family in families if family.samples for line in _lines(family))


def _lines(family: Family) -> Iterator[str]:
    name = f"cejc_{family.name}"
    yield f"# HELP {name} {_escaped(family.about)}"
    yield f"# TYPE {name} {family.kind}"
    for sample in family.samples:
        yield f"{name}{sample.suffix}{_labels(sample.labels)} {_number(sample.value)}"


def _labels(labels: Mapping[str, str]) -> str:
    inside = ",".join(f'{name}="{_escaped(value, quote=True)}"' for name, value in labels.items())
    return f"{{{inside}}}" if inside else ""


def _escaped(words: str, *, quote: bool = False) -> str:
    found = words.replace("\\", r"\\").replace("\n", r"\n")
    return found.replace('"', r"\"") if quote else found


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else f"{value:.6f}"
