"""The machine that the figures were measured on."""

import os
import platform
from pathlib import Path

from antiphon import __version__

__all__ = ["describe_machine"]

GIBIBYTE = 2**30


def describe_machine() -> dict[str, str]:
    """What matters about it, by name."""
    return {
        "CPU": cpu_model(),
        "Cores": str(os.cpu_count()),
        "Memory": f"{memory_bytes() / GIBIBYTE:.1f} GiB",
        "System": f"{platform.system()} {platform.release()} {platform.machine()}",
        "Antiphon": __version__,
        "Python": f"{platform.python_implementation()} {platform.python_version()}",
    }


def cpu_model() -> str:
    """As Linux says it; elsewhere as the platform does, which may be less."""
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.exists() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return models[0] if models else platform.processor() or "unknown"


def memory_bytes() -> int:
    """Zero where the system does not say."""
    if "SC_PHYS_PAGES" not in getattr(os, "sysconf_names", {}):
        return 0
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
