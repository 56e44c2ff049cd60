"""An OpenID provider on loopback: another process, as in real life, that knows whoever a test names."""

import socket
import subprocess
import sys
import time
from urllib.parse import urlsplit

import requests


class IdentityProvider:
    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "-p", str(self.port)]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._wait()

    def _wait(self) -> None:
        for _ in range(300):
            try:
                requests.get(f"{self.address}/.well-known/openid-configuration", timeout=1)
                return
            except requests.RequestException:
                time.sleep(0.1)
        raise RuntimeError("the provider did not start")

    def end(self) -> None:
        self.process.terminate()
        self.process.wait(20)

    def knows(self, subject: str, **claims: object) -> None:
        """Whom the provider vouches for, with what."""
        requests.put(f"{self.address}/users/{subject}", json=claims, timeout=5).raise_for_status()

    def named(self, key: str = "gov", **more: object) -> dict[str, object]:
        """As CEJC_LOGIN_PROVIDERS names it."""
        known = {
            "id": key,
            "name": "国家政务服务平台",
            "server": self.address,
            "client_id": "cejc",
            "secret": "s",
        }
        return known | more

    def back(self, address: str, subject: str | None) -> str:
        """Somebody logs in at the provider (None: breaks off): the address with which the browser comes back."""
        data = {"sub": subject} if subject else {"action": "deny"}
        answer = requests.post(address, data=data, allow_redirects=False, timeout=5)
        parts = urlsplit(answer.headers["Location"])
        return f"{parts.path}?{parts.query}"
