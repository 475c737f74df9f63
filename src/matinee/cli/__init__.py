"""The command line: a thin face over `matinee.bootstrap.Matinee`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matinee.cli.session import Opener

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None, opener: Opener | None = None) -> int:
    """Run one command.

    Args:
        arguments: the words after ``matinee``; None takes the process's own.
        opener: opens the installation; None is `matinee.open`. For tests.

    Returns:
        The exit code: 0, 1 for a wrong request, 2 for usage, 130 when interrupted.
    """
    try:
        from matinee.cli.run import run

        return run(arguments, opener)
    except KeyboardInterrupt:
        # Interrupted while modules were still loading: as quiet as later on.
        return 130
