"""The models that the command line knows by name, where their keys come from the environment."""

import pytest

from antiphon.cli.model_names import open_openai
from antiphon.errors import ConfigurationError


def test_a_host_of_the_environment_without_a_key_says_which_variable_to_set(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    with pytest.raises(ConfigurationError, match=r"^127.0.0.1 .* set OPENAI_API_KEY"):
        open_openai("")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-the-environment")
    assert open_openai("gpt-realtime-2.1").sessions == []  # type: ignore[attr-defined]
