"""A network of the tests' own: nothing leaves it, and what is broken in it is nobody else's."""

import os
import shutil
import subprocess
import sys
from typing import NoReturn

__all__ = ["ADDRESS", "PEER_ADDRESS", "PRIVATE", "enter", "own_address"]

PRIVATE = "ANTIPHON_INTEROP_PRIVATE"
"""Set in the environment of those who run inside the private network."""
ADDRESS = "10.77.0.1"
PEER_ADDRESS = "10.77.0.2"
NAMES = ("antiphon0", "antiphon1")


def enter(module: str, arguments: list[str]) -> None:
    """Return in a private network, as `python -m module arguments` begun anew; or where we are.

    Where no network may be made, stderr says so, and what follows uses the host's own address.
    """
    if os.environ.get(PRIVATE):
        lay_cables()
        return
    way_in = enter_command()
    if way_in is None:
        sys.stderr.write("No private network may be made here: using the host's own address.\n")
        return
    os.environ[PRIVATE] = "1"
    become([*way_in, sys.executable, "-m", module, *arguments])


def become(command: list[str]) -> NoReturn:
    """Be that command from now on."""
    sys.stderr.flush()
    os.execvp(command[0], command)


def enter_command() -> list[str] | None:
    """The command in front of another that runs it in a network of its own; None: not allowed."""
    if shutil.which("unshare") is None or shutil.which("ip") is None:
        return None
    as_root = ["unshare", "--net", "--"]
    as_anyone = ["unshare", "--net", "--map-root-user", "--"]
    ways = [as_root, as_anyone] if os.geteuid() == 0 else [as_anyone]
    probe = ["ip", "link", "add", NAMES[0], "type", "veth", "peer", "name", NAMES[1]]
    return next((way for way in ways if succeeds([*way, *probe])), None)


def lay_cables() -> None:
    """Give the network that this process is in a loopback and a veth pair.

    The SDK does not connect where there is nothing but a loopback.
    """
    first, second = NAMES
    for arguments in (
        ["link", "set", "lo", "up"],
        ["link", "add", first, "type", "veth", "peer", "name", second],
        ["address", "add", f"{ADDRESS}/24", "dev", first],
        ["address", "add", f"{PEER_ADDRESS}/24", "dev", second],
        ["link", "set", first, "up"],
        ["link", "set", second, "up"],
    ):
        subprocess.run(["ip", *arguments], check=True)


def own_address() -> str:
    """Where the server is to listen: in the private network, or on the host's first interface."""
    if os.environ.get(PRIVATE):
        return ADDRESS
    listed = subprocess.run(["hostname", "-I"], capture_output=True, text=True, check=True)
    addresses = listed.stdout.split()
    return addresses[0] if addresses else "127.0.0.1"


def succeeds(command: list[str]) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0
