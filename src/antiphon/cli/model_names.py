"""The models that the command line knows by name."""

from typing import TYPE_CHECKING

from antiphon.errors import ConfigurationError

if TYPE_CHECKING:
    from antiphon.realtime import RealtimeModel

__all__ = ["check_model_name", "open_model"]

LOCAL = "local"


def check_model_name(name: str) -> None:
    """Raise ConfigurationError for a model that does not exist."""
    if name != LOCAL:
        raise ConfigurationError(
            f"There is no model {name!r}: the only one is `{LOCAL}`, which runs on this machine."
        )


async def open_model(name: str) -> "RealtimeModel":
    """The model of that name, ready to answer at once.

    Raises ConfigurationError for one that does not exist, or whose engines are missing.
    """
    check_model_name(name)
    try:
        from antiphon.plugins.local import RealtimeModel  # on use: it brings the engines with it
    except ImportError as error:
        raise ConfigurationError(
            f"The model `{LOCAL}` needs the package {error.name}: pip install 'antiphon[local]'."
        ) from error
    model = RealtimeModel()
    await model.prewarm()
    return model
