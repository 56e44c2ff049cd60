import pytest

from registry.public_log import keys
from registry.public_log.services import witnesses
from tests.registry.public_log.watching import URL, Web, program


class Watcher:
    """A witness with its state, known to the portal."""

    def __init__(self, state, web, capsys):
        self.program, self.state, self.web, self._capsys = program(), state, web, capsys
        self.run("new", "witness.example.org")
        self.key = self.said.strip()
        witnesses.add(key=self.key, label="省图书馆")

    def run(self, *arguments):
        status = self.program.main(["--state", str(self.state), *map(str, arguments)])
        out, err = self._capsys.readouterr()
        self.said = out + err
        return status

    def follow(self, *options):
        return self.run(URL, "--log-key", keys.told()[0], *options)

    def kept(self, name="checkpoint"):
        (found,) = self.state.glob(f"*/{name}")
        return found.read_text()


@pytest.fixture
def web(monkeypatch):
    found = Web()
    monkeypatch.setattr("urllib.request.urlopen", found.urlopen)
    return found


@pytest.fixture
def watcher(db, tmp_path, web, capsys):
    return Watcher(tmp_path / "state", web, capsys)
