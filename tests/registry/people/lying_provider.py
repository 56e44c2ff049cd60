"""A provider of logins on loopback that can be told to lie: what it says is what a test makes of the truth."""

import json
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

KEY, STRANGERS = (rsa.generate_private_key(65537, 2048) for _each in range(2))
Change = Callable[[dict], dict]


class LyingProvider:
    """`token` is changed by a test before it is signed by `key`; `document` before it is shown."""

    def __init__(self) -> None:
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.honest()

    def honest(self) -> None:
        self.token: Change = dict
        self.document: Change = dict
        self.key, self.algorithm, self.moved, self.asked = KEY, "RS256", "", []

    def end(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def named(self) -> dict:
        return {
            "id": "gov",
            "name": "国家政务服务平台",
            "server": self.address,
            "client_id": "cejc",
            "secret": "s",
        }

    def back(self, there: str, number: str) -> str:
        """The address with which a browser comes back that was sent `there`."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(there).query).items()}
        self.said = {"sub": "s1", "id_number": number, "nonce": asked.get("nonce")}
        return f"/accounts/oidc/gov/login/callback/?code=c&state={asked['state']}"

    def answer(self, path: str) -> dict:
        self.asked.append(path)
        if path == "/.well-known/openid-configuration":
            names = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")
            return self.document({"issuer": self.address} | {one: f"{self.address}/{one}" for one in names})
        if path == "/jwks_uri":
            return {
                "keys": [jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key(), as_dict=True) | {"kid": "k"}]
            }
        if path == "/token_endpoint":
            return {"access_token": "a", "token_type": "Bearer", "id_token": self._signed()}
        return {"sub": "s1"}

    def _signed(self) -> str:
        now = int(time.time())
        truth = {"iss": self.address, "aud": "cejc", "iat": now, "exp": now + 60, **self.said}
        return jwt.encode(self.token(truth), self.key, self.algorithm, headers={"kid": "k"})

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if provider.moved == self.path:
                    self.send_response(302)
                    self.send_header("Location", f"{provider.address}/elsewhere")
                    self.end_headers()
                    return
                body = json.dumps(provider.answer(self.path)).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_POST(self) -> None:
                self.do_GET()

            def log_message(self, *_args: object) -> None:
                return

        return Handler
