"""What the figures were measured on, as far as it matters and no further."""

from __future__ import annotations

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from typing import Any

__all__ = ["machine_facts"]

_PACKAGES = ("matinee", "numpy", "scipy", "scikit-learn", "pandas", "sqlalchemy")


def machine_facts() -> dict[str, Any]:
    """Cores, memory, Python and versions; nothing that names a host, a person or a place."""
    versions: dict[str, str] = {}
    for package in _PACKAGES:
        try:
            versions[package] = version(package)
        except PackageNotFoundError:
            continue
    return {
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9),
        "system": platform.system(),
        "processor": platform.machine(),
        "python": platform.python_version(),
        "versions": versions,
        "load_before": round(os.getloadavg()[0], 1),
    }
