"""Where a chat endpoint is, and who is shown which key."""

import sys
from typing import Any

import pytest

from antiphon.errors import ConfigurationError
from antiphon.plugins.local.foresight import can_draft
from antiphon.plugins.openai import LLM
from antiphon.plugins.openai.chat.endpoint import chat_endpoint

OWN = "http://localhost:11434/v1"


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """One with a key in it, and no address."""
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-mine")
    return monkeypatch


def test_without_an_address_it_is_openai_with_the_key_of_the_environment() -> None:
    endpoint = chat_endpoint(None, None)
    assert (endpoint.url, endpoint.key) == ("https://api.openai.com/v1", "sk-mine")
    assert endpoint.is_openai


def test_the_environment_names_a_host_and_its_key(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("OPENAI_BASE_URL", OWN)
    endpoint = chat_endpoint(None, None)
    assert (endpoint.url, endpoint.key, endpoint.is_openai) == (OWN, "sk-mine", False)


def test_another_host_is_not_shown_the_key_of_the_environment() -> None:
    assert chat_endpoint(OWN, None).key == "none"
    assert chat_endpoint(OWN, "sk-theirs").key == "sk-theirs"


@pytest.mark.parametrize(
    "given",
    [
        "http://localhost:11434",
        "http://localhost:11434/",
        " http://localhost:11434/v1/ ",
        "http://localhost:11434/v1/chat/completions",
        "http://localhost:11434/v1#there",
    ],
)
def test_an_address_is_completed_to_that_of_the_api(given: str) -> None:
    assert chat_endpoint(given, None).url == OWN


def test_an_address_is_shown_without_the_secrets_in_it() -> None:
    endpoint = chat_endpoint("https://example.org/api?key=secret", None)
    assert endpoint.title == "The chat endpoint https://example.org/api"
    assert "sk-theirs" not in repr(chat_endpoint(OWN, "sk-theirs"))


@pytest.mark.parametrize("url", ["localhost:11434/v1", "ftp://example.org", "http://", "llama"])
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(ConfigurationError, match="is a URL such as http://localhost:11434/v1"):
        LLM(base_url=url)


def test_openai_wants_a_key(environment: pytest.MonkeyPatch) -> None:
    environment.delenv("OPENAI_API_KEY")
    with pytest.raises(ConfigurationError, match="set OPENAI_API_KEY, or pass api_key="):
        LLM(model="gpt-4.1-mini")


def test_a_bad_address_of_the_environment_is_named_as_such(
    environment: pytest.MonkeyPatch,
) -> None:
    environment.setenv("OPENAI_BASE_URL", "llama")
    with pytest.raises(ConfigurationError, match="^OPENAI_BASE_URL is a URL such as"):
        LLM()


def test_a_key_does_not_go_into_the_address() -> None:
    with pytest.raises(ConfigurationError, match="a key is given as api_key=") as refused:
        LLM(base_url="https://me:secret@example.org/v1")
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("model", ""),
        ("model", 5),
        ("base_url", 5),
        ("base_url", ""),
        ("api_key", 5),
        ("api_key", "sk-mine\n"),
        ("temperature", float("nan")),
        ("temperature", True),
        ("temperature", -0.1),
        ("temperature", "warm"),
        ("timeout", True),
        ("timeout", "10"),
        ("can_draft", "yes"),
        ("extra_body", "keep_alive=5m"),
        ("extra_body", {"keep_alive": object()}),
    ],
)
def test_an_option_that_cannot_be_is_named(option: str, value: object) -> None:
    options: dict[str, Any] = {"base_url": OWN} | {option: value}
    with pytest.raises(ConfigurationError, match=f"^{option} "):
        LLM(**options)


def test_only_who_says_so_is_asked_in_vain() -> None:
    assert not can_draft(LLM(base_url=OWN))
    assert can_draft(LLM(base_url=OWN, can_draft=True))


@pytest.mark.parametrize("timeout", [0, -1.0, float("nan"), float("inf")])
def test_a_time_that_is_none_is_refused(timeout: float) -> None:
    with pytest.raises(ConfigurationError, match="timeout is a number of seconds above 0"):
        LLM(base_url=OWN, timeout=timeout)


def test_the_package_that_is_missing_is_named(environment: pytest.MonkeyPatch) -> None:
    for module in list(sys.modules):
        if module == "openai" or module.startswith(("openai.", "antiphon.plugins.openai.chat.c")):
            environment.delitem(sys.modules, module)
    environment.setitem(sys.modules, "openai", None)
    with pytest.raises(ConfigurationError, match=r"pip install 'antiphon\[openai\]'"):
        LLM(base_url=OWN)
