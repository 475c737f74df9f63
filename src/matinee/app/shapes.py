"""Flat shapes as SVG, and the dice that vary them.

Only numbers and palette colours get in, so there is nothing here to escape.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Dice", "box", "disc", "path", "ring", "shape", "stroke"]


class Dice:
    """Numbers that look like chance and are the same for the same seed, on every machine."""

    def __init__(self, seed: int) -> None:
        self._state = (seed * 2_654_435_761 + 97) % 2**32

    def roll(self, low: float = 0.0, high: float = 1.0) -> float:
        """A number from low to high."""
        # xorshift32 (Marsaglia 2003): far more than a drawing needs.
        state = self._state or 1
        state ^= (state << 13) & 0xFFFFFFFF
        state ^= state >> 17
        state ^= (state << 5) & 0xFFFFFFFF
        self._state = state
        return low + (high - low) * state / 2**32

    def below(self, count: int) -> int:
        """A whole number from 0 to count - 1."""
        return int(self.roll(0, count))


def disc(x: float, y: float, r: float, colour: str, opacity: float = 1) -> str:
    """A filled circle."""
    return f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{r:.1f}" fill="{colour}"{_faint(opacity)}/>'


def ring(x: float, y: float, r: float, colour: str, width: float, opacity: float = 1) -> str:
    """A circle's line."""
    return (
        f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{r:.1f}" fill="none" stroke="{colour}" '
        f'stroke-width="{width:.1f}"{_faint(opacity)}/>'
    )


def box(x: float, y: float, w: float, h: float, colour: str, opacity: float = 1) -> str:
    """A rectangle."""
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{w:.1f}" height="{h:.1f}" fill="{colour}"{_faint(opacity)}/>'
    )


def shape(points: Iterable[tuple[float, float]], colour: str, opacity: float = 1) -> str:
    """A polygon."""
    spelt = " ".join(f"{x:.0f},{y:.0f}" for x, y in points)
    return f'<polygon points="{spelt}" fill="{colour}"{_faint(opacity)}/>'


def path(d: str, colour: str, opacity: float = 1) -> str:
    """A filled path."""
    return f'<path d="{d}" fill="{colour}"{_faint(opacity)}/>'


def stroke(d: str, colour: str, width: float, opacity: float = 1) -> str:
    """A path's line."""
    return (
        f'<path d="{d}" fill="none" stroke="{colour}" stroke-width="{width:.1f}" '
        f'stroke-linecap="round"{_faint(opacity)}/>'
    )


def _faint(opacity: float) -> str:
    return "" if opacity >= 1 else f' opacity="{opacity:.2f}"'
