"""`python -m benchmarks.livekit CUTS SESSIONS`: a line for each step, and JSON for each figure."""

import asyncio
import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from antiphon.cli.departure import Departure
from benchmarks.figure import Figure
from benchmarks.livekit.crowd import crowd
from benchmarks.livekit.cut_offs import cut_offs
from tests.interop.network import PEER_ADDRESS, enter
from tests.interop.server import LiveKitServer, build_server


def main() -> None:
    """Measure in the private network, with a server of our own."""
    enter("benchmarks.livekit", sys.argv[1:])
    cuts, sessions = map(int, sys.argv[1:])
    with running(PEER_ADDRESS) as far_server, running(None) as server:
        for figure in asyncio.run(cut_offs(far_server, server, cuts, step)):
            tell(figure)
    with running(None) as server:
        for figure in asyncio.run(crowd(server, sessions)):
            tell(figure)
    departure = Departure()
    departure.code = 0
    departure.take()


@contextmanager
def running(media_address: str | None) -> Iterator[LiveKitServer]:
    """A server of one's own."""
    program = build_server()
    if program is None:
        sys.exit("livekit-server cannot be built: there is no Go here.")
    with tempfile.TemporaryDirectory() as folder:
        server = LiveKitServer(program, Path(folder) / "log", media_address=media_address)
        server.start()
        try:
            yield server
        finally:
            server.kill()


def step() -> None:
    write("step")


def tell(figure: Figure) -> None:
    write(json.dumps(asdict(figure)))


def write(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
