"""A real livekit-server: built once, started, killed and started again on the same ports."""

import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Sequence
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Literal, TypeAlias

from livekit import api

from tests.interop.network import own_address

__all__ = ["Kind", "LiveKitServer", "build_server"]

MODULE = "github.com/livekit/livekit-server/cmd/server@v1.13.5"
CACHE = Path(os.environ.get("XDG_CACHE_HOME", "~/.cache")).expanduser() / "antiphon"
KEY, SECRET = "antiphon", "for-tests-alone-and-32-bytes-long-or-more"
PORTS = count(20_000)
"""Below those that Linux gives to clients."""
Kind: TypeAlias = Literal["standard", "agent", "sip", "egress"]


def build_server() -> Path | None:
    """The server's program, built where that was not done before; None where it cannot be."""
    folder = CACHE / f"livekit-server-{MODULE.rpartition('@')[2]}"
    program = folder / "server"
    if program.exists():
        return program
    if shutil.which("go") is None:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "GOBIN": str(folder)}
    built = subprocess.run(["go", "install", MODULE], env=environment, check=False)
    return None if built.returncode else program


class LiveKitServer:
    """One server, on ports of its own."""

    def __init__(self, program: Path, log: Path, *, media_address: str | None = None) -> None:
        """Clients are told to send media to `media_address`, if that is not its own."""
        self._program = program
        self._log = log
        self._address = own_address()
        self._media_address = media_address or self._address
        self._port, self._tcp_port, self._udp_port = (free_port(self._address) for _ in range(3))
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it is."""
        return f"ws://{self._address}:{self._port}"

    @property
    def media(self) -> tuple[tuple[str, int], tuple[str, int]]:
        """Where clients send media, and where the server receives it."""
        return (self._media_address, self._udp_port), (self._address, self._udp_port)

    def start(self) -> None:
        """Start it, and wait until it takes connections."""
        with self._log.open("ab") as log:
            command = [str(self._program), "--config-body", self._config()]
            self._process = subprocess.Popen(command, stdout=log, stderr=log)
        while not self._answers():
            if self._process.poll() is not None:
                raise RuntimeError(f"the server does not start: {self._log.read_text()[-2000:]}")
            time.sleep(0.05)

    def kill(self) -> None:
        """End it without a word, as a crash does."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def token(
        self,
        identity: str,
        room: str,
        *,
        kind: Kind = "standard",
        can_publish: bool = True,
        sources: Sequence[str] = (),
        lives: timedelta = timedelta(hours=1),
    ) -> str:
        """What lets `identity` into `room`."""
        grants = api.VideoGrants(
            room_join=True,
            room=room,
            can_publish=can_publish,
            can_publish_sources=list(sources),
            can_update_own_metadata=True,
        )
        token = api.AccessToken(KEY, SECRET).with_identity(identity).with_grants(grants)
        return token.with_kind(kind).with_ttl(lives).to_jwt()

    def api(self) -> api.LiveKitAPI:
        """Its service for those who run it; close it after use."""
        return api.LiveKitAPI(self.url.replace("ws", "http", 1), KEY, SECRET)

    def _answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex((self._address, self._port)) == 0

    def _config(self) -> str:
        is_far = self._media_address != self._address
        return json.dumps(
            {
                "port": self._port,
                "bind_addresses": [self._address],
                "rtc": {
                    "tcp_port": 0 if is_far else self._tcp_port,
                    "use_ice_lite": is_far,  # else it finds ways around
                    "udp_port": self._udp_port,
                    "node_ip": self._media_address,
                    "ips": {"includes": [f"{self._address}/32"]},
                    "use_external_ip": False,
                    "stun_servers": [],
                    "enable_loopback_candidate": True,
                },
                "keys": {KEY: SECRET},
                "logging": {"level": "info"},
            }
        )


def free_port(address: str) -> int:
    """A port that no client is given by chance while the server is not there."""
    return next(port for port in PORTS if is_free(address, port))


def is_free(address: str, port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind((address, port))
        except OSError:
            return False
    return True
