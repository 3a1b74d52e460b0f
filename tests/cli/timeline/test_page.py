"""The page itself: one file, which asks nobody for anything and runs nothing that was said."""

import json
import re
from base64 import b64decode, b64encode
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from antiphon.audio import AudioFrame, write_wav
from antiphon.cli.timeline import inspect_folder, page
from antiphon.errors import ConfigurationError
from tests.cli.timeline.story import SOUND, STORY, leave, line

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)> \u2028 \u202e & {data}"


class Tags(HTMLParser):
    """The elements of a page, and what is in its scripts and styles."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.contents: list[tuple[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        if self.tags and data.strip():
            self.contents.append((self.tags[-1], data))


def page_in(folder: Path) -> str:
    path, _ = inspect_folder(folder)
    assert path == folder / "timeline.html"
    return path.read_text(encoding="utf-8")


def data_in(html: str) -> dict[str, Any]:
    """What the page knows."""
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', html, re.DOTALL)
    assert found is not None
    data: dict[str, Any] = json.loads(found[1])
    return data


def hostile_story() -> list[str]:
    return [
        line(1.0, "user_started_speaking"),
        line(2.0, "user_stopped_speaking"),
        line(2.0, "user_speech_committed", text=HOSTILE, participant=HOSTILE),
        line(
            2.1, "function_calls_finished", calls=[{"name": HOSTILE, "arguments": {"a": HOSTILE}}]
        ),
        line(2.2, "error", error={"kind": HOSTILE, "message": HOSTILE}),
        line(2.3, "state", state=HOSTILE),
        line(2.4, "agent_started_speaking"),
        line(2.5, "agent_stopped_speaking", heard_ms=100, text=HOSTILE),
    ]


def test_the_sound_and_the_words_are_in_the_page(tmp_path: Path) -> None:
    data = data_in(page_in(leave(tmp_path)))
    assert data["title"] == "A story <told>"
    assert [word["text"] for word in data["agent"][0]["words"]] == ["Once", "upon", "a", "time."]
    sound = b64decode(data["sound"]["source"].removeprefix("data:audio/wav;base64,"))
    assert sound == (tmp_path / "conversation.wav").read_bytes()


def test_the_waveforms_are_as_loud_as_the_sound(tmp_path: Path) -> None:
    sound = data_in(page_in(leave(tmp_path)))["sound"]
    for channel, (start, end) in enumerate([(1.0, 2.0), (3.0, 4.0)]):
        peaks = np.frombuffer(b64decode(sound["peaks"][channel]), np.uint8)
        assert len(peaks) == 6.0 * sound["rate"]
        (loud,) = (peaks > 50).nonzero()
        assert loud[0] / sound["rate"] == pytest.approx(start, abs=0.01)
        assert loud[-1] / sound["rate"] == pytest.approx(end, abs=0.01)


def test_the_page_needs_nothing_else(tmp_path: Path) -> None:
    tags = Tags(page_in(leave(tmp_path)))
    assert {"link", "iframe", "object", "base"}.isdisjoint(tags.tags)
    assert not [value for name, value in tags.attributes if name in ("src", "href", "style")]
    assert not [name for name, _ in tags.attributes if name.startswith("on")]


def test_only_the_style_and_the_script_of_the_page_are_allowed(tmp_path: Path) -> None:
    tags = Tags(page_in(leave(tmp_path)))
    (policy,) = [value for _, value in tags.attributes if value and "default-src" in value]
    rules = {name: rest for name, _, rest in (rule.partition(" ") for rule in policy.split("; "))}
    (style,) = [text for tag, text in tags.contents if tag == "style"]
    script = [text for tag, text in tags.contents if tag == "script"][-1]
    assert rules["default-src"] == "'none'"
    for name, text in (("style-src", style), ("script-src", script)):
        digest = b64encode(sha256(text.encode()).digest()).decode()
        assert rules[name] == f"'sha256-{digest}'"


def test_what_was_said_is_text_and_nothing_else(tmp_path: Path) -> None:
    html = page_in(leave(tmp_path, hostile_story()))
    usual = page_in(leave(tmp_path / "usual"))
    assert Tags(html).tags == Tags(usual).tags
    said = " ".join(word["text"] for word in data_in(html)["caller"][0]["words"])
    assert said.startswith("</script><script>alert(1)</script><img src=x onerror=alert(2)>")
    assert "\u202e" not in html
    assert "\\u202e" in said


def test_a_hostile_title_is_text_too(tmp_path: Path) -> None:
    leave(tmp_path)
    (tmp_path / "transcript.md").write_text("# \\<img src=x onerror=alert(1)\\>{data}\n")
    html = page_in(tmp_path)
    assert "<img" not in html
    assert data_in(html)["title"] == "<img src=x onerror=alert(1)>{data}"


def test_the_page_never_puts_text_in_as_markup() -> None:
    script = page.bundle()
    for forbidden in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
        assert forbidden not in script
    assert not re.search(r"^(import|export)\b", script, re.MULTILINE)


def test_long_sound_stays_beside_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "MOST_EMBEDDED", 1000)
    assert data_in(page_in(leave(tmp_path)))["sound"]["source"] == "conversation.wav"


def test_without_sound_there_is_a_page_that_says_so(tmp_path: Path) -> None:
    leave(tmp_path, sound=None)
    _, notes = inspect_folder(tmp_path)
    assert notes == ("conversation.wav is not in the folder: the timeline has no sound.",)
    data = data_in(page_in(tmp_path))
    assert data["sound"] is None
    assert data["notes"] == list(notes)
    assert data["turns"]


def test_sound_that_cannot_be_used_is_left_out(tmp_path: Path) -> None:
    leave(tmp_path, sound=None)
    (tmp_path / "conversation.wav").write_bytes(b"no sound")
    assert inspect_folder(tmp_path)[1][0].startswith("The timeline has no sound: ")
    mono = AudioFrame.from_samples(np.ascontiguousarray(SOUND.samples[:, 0]), SOUND.sample_rate)
    write_wav(tmp_path / "conversation.wav", mono)
    assert "the caller left and the agent right" in inspect_folder(tmp_path)[1][0]


def test_lines_that_cannot_be_read_are_left_out(tmp_path: Path) -> None:
    broken = [
        *STORY,
        "",
        "{",
        '{"t": -1, "event": "user_started_speaking"}',
        '{"t": NaN, "event": "user_started_speaking"}',
        '{"t": 1, "event": "of the future"}',
        "[" * 5000,
        STORY[-1][:20],
    ]
    leave(tmp_path, broken)
    _, notes = inspect_folder(tmp_path)
    assert notes == ("Lines of events.jsonl that could not be read: 6.",)


def test_bytes_that_are_no_text_do_no_harm(tmp_path: Path) -> None:
    leave(tmp_path)
    with (tmp_path / "events.jsonl").open("ab") as events:
        events.write(b"\xff\xfe\x00\n")
    assert len(data_in(page_in(tmp_path))["agent"]) == 1


def test_a_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"give the folder that `antiphon talk`"):
        inspect_folder(tmp_path)


def test_events_may_be_elsewhere(tmp_path: Path) -> None:
    leave(tmp_path)
    events = (tmp_path / "events.jsonl").rename(tmp_path / "told.jsonl")
    path, _ = inspect_folder(tmp_path, events)
    assert path.exists()


def test_a_page_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    leave(tmp_path)
    (tmp_path / "timeline.html").mkdir()
    with pytest.raises(ConfigurationError, match=r"timeline\.html cannot be written"):
        inspect_folder(tmp_path)


def test_without_a_transcript_the_folder_gives_the_title(tmp_path: Path) -> None:
    leave(tmp_path / "tuesday")
    (tmp_path / "tuesday" / "transcript.md").unlink()
    assert data_in(page_in(tmp_path / "tuesday"))["title"] == "tuesday"


def test_nothing_at_all_is_a_page_too(tmp_path: Path) -> None:
    leave(tmp_path, [], sound=None)
    data = data_in(page_in(tmp_path))
    assert data["notes"][-1] == "events.jsonl tells of nothing: there is only the sound."
