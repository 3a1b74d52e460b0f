"""Where a session finds the service, and how it is spoken to there."""

from dataclasses import dataclass

from antiphon.plugins.openai.codec import Dialect
from antiphon.plugins.wire import Dialer, Endpoint

__all__ = ["Access"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Access:
    """What all sessions of a model have in common, besides what they are told."""

    dialer: Dialer
    endpoint: Endpoint
    dialect: Dialect
    label: str
    """Names the model in metrics: `module.Class`."""
    is_azure: bool = False
