"""What a stranger's PDF says, read in a limited child process."""

from typing import BinaryIO

from cejc.lib.uploads import limited


def printed_text(source: BinaryIO) -> str:
    """The words of the first two pages; "" when the file cannot be read."""
    try:
        with limited.on_disk(source) as path:
            _facts, body = limited.run("words", path, seconds=10)
    except (limited.ChildFailed, limited.ChildFound):
        return ""
    return body.decode("utf-8", "replace")
