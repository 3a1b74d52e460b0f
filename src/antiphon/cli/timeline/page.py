"""Writes the page: one file that asks nobody for anything.

Its content security policy allows the style and the script that are in it, by their hashes, and its
own sound; what was said is data to it, and is shown as text.
"""

import json
import re
from base64 import b64encode
from dataclasses import asdict
from hashlib import sha256
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any

from antiphon.cli.printable import printable
from antiphon.cli.timeline.model import Timeline
from antiphon.cli.timeline.sound import PEAK_RATE, Sound

__all__ = ["render"]

MOST_EMBEDDED = 12_000_000
"""Bytes of sound that are put into the page, two minutes of it: it is referred to where it
is longer, and has to stay in the folder then."""
PLACE = re.compile(r"\{(policy|title|style|script|data)\}")
MODULES = ("scope.js", "waves.js", "words.js", "player.js", "turns.js", "page.js")
"""In an order in which each finds what it needs when it is loaded."""
IMPORT = re.compile(r'^import .* from "\./.*";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?=const|function)", re.MULTILINE)
HARMLESS = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


def render(timeline: Timeline, title: str, sound: Sound | None, path: Path) -> str:
    """The page about `timeline`, whose sound is the file at `path`."""
    style, script = resource("page.css"), bundle()
    data = {**shown(asdict(timeline)), "title": printable(title), "sound": sound_data(sound, path)}
    fillings = {
        "policy": policy(style, script),
        "title": escape(printable(title)),
        "style": style,
        "script": script,
        "data": json.dumps(data).translate(HARMLESS),
    }
    return PLACE.sub(lambda place: fillings[place[1]], resource("page.html"))


def policy(style: str, script: str) -> str:
    """What the page may do."""
    return "; ".join(
        [
            "default-src 'none'",
            f"style-src {hash_of(style)}",
            f"script-src {hash_of(script)}",
            "media-src 'self' file: data:",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def hash_of(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def resource(name: str) -> str:
    """A part of the page, which is part of the package."""
    return (files("antiphon.cli.timeline") / name).read_text(encoding="utf-8")


def shown(value: Any) -> Any:
    """`value` with all text in it fit to be shown, and times to a tenth of a millisecond."""
    match value:
        case str():
            return printable(value)
        case float():
            return round(value, 4)
        case dict():
            return {key: shown(item) for key, item in value.items()}
        case list() | tuple():
            return [shown(item) for item in value]
    return value


def sound_data(sound: Sound | None, path: Path) -> dict[str, Any] | None:
    """The waveforms, and where to find the sound itself."""
    if sound is None:
        return None
    is_small = path.stat().st_size <= MOST_EMBEDDED
    embedded = (
        f"data:audio/wav;base64,{b64encode(path.read_bytes()).decode()}" if is_small else None
    )
    return {
        "source": embedded or path.name,
        "rate": PEAK_RATE,
        "peaks": [b64encode(sound.peaks(channel).tobytes()).decode() for channel in (0, 1)],
    }


def bundle() -> str:
    """The script's modules as one."""
    whole = "\n".join(resource(name) for name in MODULES)
    return EXPORT.sub("", IMPORT.sub("", whole))
