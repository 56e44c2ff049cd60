"""Clients that ask at a given rate whatever the answers do: a process with many kept-alive connections.

A request's time begins when it was due, not when a connection was free for it: a server that stands still is
not spared the requests that would have come meanwhile.
"""

import asyncio
import multiprocessing
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

PROCESSES, CONNECTIONS, PATIENCE = 2, 150, 30.0
IDLE = 1.0  # seconds after which a connection is not used again: the server closes it after two


@dataclass(frozen=True)
class Ask:
    """One request, and what it stands for."""

    kind: str
    path: str
    cookie: str = ""
    body: str = ""  # with one it is a post
    key: int = 0

    def bytes(self) -> bytes:
        lines = [f"{'POST' if self.body else 'GET'} {self.path} HTTP/1.1", "Host: 127.0.0.1"]
        lines += [f"Cookie: {self.cookie}"] if self.cookie else []
        if self.body:
            lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(self.body)}"]
        return "\r\n".join([*lines, "", self.body]).encode()


@dataclass(frozen=True)
class Answer:
    kind: str
    key: int
    status: int  # 0: none came
    seconds: float
    location: str = ""
    due: float = 0.0  # by the clock that all processes of the machine share


def answers(port: int, asks: Sequence[Ask], rate: float) -> list[Answer]:
    """What came of `asks`, made at `rate` a second by processes of their own."""
    context = multiprocessing.get_context("fork")
    queue: Any = context.Queue()
    start = time.monotonic() + 0.5
    parts = [list(enumerate(asks))[place::PROCESSES] for place in range(PROCESSES)]
    clients = [context.Process(target=_client, args=(queue, port, part, rate, start)) for part in parts]
    for one in clients:
        one.start()
    found = [answer for _each in clients for answer in queue.get()]
    for one in clients:
        one.join()
    return found


def _client(queue: Any, port: int, part: list[tuple[int, Ask]], rate: float, start: float) -> None:
    queue.put(asyncio.run(_crowd(port, part, rate, start)))


async def _crowd(port: int, part: list[tuple[int, Ask]], rate: float, start: float) -> list[Answer]:
    free: asyncio.LifoQueue[Any] = asyncio.LifoQueue()
    for _each in range(CONNECTIONS):
        free.put_nowait((None, 0.0))
    tasks = []
    for place, ask in part:
        due = start + place / rate
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        tasks.append(asyncio.create_task(_asked(free, port, ask, due)))
    return list(await asyncio.gather(*tasks))


async def _asked(free: asyncio.LifoQueue[Any], port: int, ask: Ask, due: float) -> Answer:
    connection, since = await free.get()
    if connection and time.monotonic() - since > IDLE:
        connection[1].close()
        connection = None
    try:
        async with asyncio.timeout(PATIENCE):
            connection = connection or await asyncio.open_connection("127.0.0.1", port)
            status, location, goes_on = await _exchange(*connection, ask)
    except (OSError, asyncio.IncompleteReadError, TimeoutError):
        status, location, goes_on = 0, "", False
    if connection and not goes_on:
        connection[1].close()
    free.put_nowait((connection if goes_on else None, time.monotonic()))
    return Answer(ask.kind, ask.key, status, time.monotonic() - due, location, due)


async def _exchange(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, ask: Ask
) -> tuple[int, str, bool]:
    writer.write(ask.bytes())
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    said = {
        name.lower(): value.strip()
        for name, _colon, value in (line.partition(":") for line in head.splitlines()[1:])
    }
    if said.get("transfer-encoding", "").lower() == "chunked":
        await _chunks(reader)
    else:
        await reader.readexactly(int(said.get("content-length", 0)))
    goes_on = said.get("connection", "").lower() != "close"
    return int(head.split(" ", 2)[1]), said.get("location", ""), goes_on


async def _chunks(reader: asyncio.StreamReader) -> None:
    """A body in pieces, each after its length; the last is empty."""
    while size := int(await reader.readline(), 16):
        await reader.readexactly(size + 2)
    await reader.readline()
