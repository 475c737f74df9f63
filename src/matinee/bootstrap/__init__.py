"""The one place where adapters meet services: opening an installation."""

from matinee.bootstrap.installation import Matinee
from matinee.bootstrap.opening import open, restore  # noqa: A004 - `matinee.open()` is what a caller reads

__all__ = ["Matinee", "open", "restore"]
