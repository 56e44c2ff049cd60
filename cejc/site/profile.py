"""What a site's file says, typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

# What a text may have in braces; of `english`, those that strangers' pages speak of.
# What other kinds of units are called; where the file does not say, as everybody would understand it.
KINDS = {
    "departments": "主管部门",
    "provincial_units": "本级单位",
    "universities": "高校",
    "cities": "市",
}
NAMES = ("place", "authority", "authority_whole", "office", "office_short", "organiser", "central_units")
ENGLISH = ("place", "authority", "office", "office_name")
EXAMPLES = ("slip_number", "batch")
NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Region:
    """A part of the place; the first of a site is the place itself."""

    code: str
    name: str


@dataclass(frozen=True)
class Papers:
    """Titles and series of numbers of the papers that are the portal's own; the slip's are the notice's."""

    handbook: tuple[str, ...]  # its lines on the cover
    handbook_claim: str
    filing: str  # with {year}
    slip: tuple[str, ...]  # of a slip that was frozen without its title
    handbook_number: str  # with {year} and {serial:06}
    filing_number: str


@dataclass(frozen=True)
class Look:
    """Colours as #rrggbb, what stands above a paper's title, and below the star of a seal."""

    ink: str = "#000000"
    seal: str = "#d7000f"
    seal_line: str = ""
    heading: str = ""
    style: str = ""  # a style sheet below static/ of the site's folder, after the portal's own


@dataclass(frozen=True, eq=False)
class Site:
    """One file, whole. `sha256` is of its bytes."""

    name: str
    policy: str
    names: Mapping[str, str]
    english: Mapping[str, str]
    examples: Mapping[str, str]
    contact: str
    papers: Papers
    look: Look
    terms: Mapping[str, str]  # a word of texts -> what it is called here
    regions: tuple[Region, ...]
    folder: Path
    sha256: str

    @property
    def policy_file(self) -> Path:
        """The notice that the site brings along; it need not, where a bundled one is meant."""
        return self.folder / f"{self.policy}.toml"

    @property
    def demo_file(self) -> Path:
        return self.folder / "demo.toml"
