"""The tiles as files: beside the kept files, or in the bucket, in a folder of this log's own."""

from dataclasses import dataclass
from functools import lru_cache

from django.db.models import QuerySet

from cejc.lib import storage
from cejc.lib.db.ready import ready
from cejc.lib.tlog import tiles
from cejc.lib.tlog.tiles import ENTRIES, Tile
from registry.public_log.models import LogHead

FULL_KEPT = 512  # of 8 KB each, in every process


@dataclass(frozen=True)
class Tiles:
    """The files of the log in `folder`."""

    folder: str

    def name_of(self, tile: Tile) -> str:
        return f"open/log/{self.folder}/{tile.path}"

    def exact(self, tile: Tile) -> bytes:
        """The very file. Raises FileNotFoundError."""
        name = self.name_of(tile)
        return _full(name) if tile.is_full else _file(name)

    def read(self, tile: Tile) -> bytes:
        """What a log had at this tile: the beginning of one that is full now. Raises FileNotFoundError."""
        try:
            return self.exact(tile)
        except FileNotFoundError:
            if tile.is_full:
                raise
            return cut(self.exact(Tile(tile.level, tile.number)), tile)


def of_log() -> Tiles:
    """Those of this portal's log; of none where there is no log yet."""
    return Tiles(next((folder for (folder,) in _folder(1)), "none"))


@ready
def _folder(head: int) -> QuerySet[LogHead, tuple[str]]:
    return LogHead.objects.filter(pk=head).values_list("folder")


def cut(full: bytes, tile: Tile) -> bytes:
    if tile.level == ENTRIES:
        return tiles.bundle(tiles.entries_in(full)[: tile.width])
    return full[: tile.width * tiles.SIZE]


@lru_cache(maxsize=FULL_KEPT)
def _full(name: str) -> bytes:
    return _file(name)


def _file(name: str) -> bytes:
    with storage.open_(name) as file:
        return file.read()
