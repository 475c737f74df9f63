"""Drawings of the stranger genres: each fills 200 by 200 and may run over its edges."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from matinee.app.shapes import box, disc, path, ring, shape, stroke

if TYPE_CHECKING:
    from collections.abc import Callable

    from matinee.app.palettes import Palette
    from matinee.app.shapes import Dice

__all__ = ["STRANGE"]


def _stars(p: Palette, d: Dice, count: int, low: float = 150) -> str:
    return "".join(disc(d.roll(2, 198), d.roll(2, low), d.roll(0.7, 1.9), p.ink) for _ in range(count))


def _fantasy(p: Palette, d: Dice) -> str:
    """Moon, stars and towers, or a wood with a moon in it."""
    if d.below(2):
        out = [_stars(p, d, 18, 110), disc(d.roll(40, 160), d.roll(60, 90), d.roll(34, 48), p.one)]
        for layer, (colour, opacity) in enumerate(((p.two, 0.5), (p.two, 0.9), (p.ground, 1))):
            x = -16.0 + d.roll(0, 12)
            while x < 210:
                wide, top = d.roll(20, 34), 84 + 26 * layer + d.roll(-18, 18)
                for tier in range(3):
                    half, at = wide * (0.32 + 0.16 * tier), top + 20 * tier
                    out.append(shape([(x - half, at + 34), (x, at), (x + half, at + 34)], colour, opacity))
                out.append(box(x - 2.5, top + 60, 5, 120, colour, opacity))
                x += wide * d.roll(0.8, 1.3)
        return "".join(out)
    x, y, r = d.roll(50, 150), d.roll(56, 84), d.roll(32, 46)
    out = [
        _stars(p, d, 26),
        disc(x, y, r, p.one),
        disc(x + r * d.roll(0.3, 0.55), y - r * 0.2, r * 0.86, p.sky),
    ]
    at = -6.0
    while at < 200:
        wide, high = d.roll(16, 30), d.roll(30, 84)
        roof = wide * d.roll(0.8, 1.6)
        top = 200 - high
        out.append(box(at, top, wide, high + 10, p.two))
        out.append(shape([(at - 3, top), (at + wide / 2, top - roof), (at + wide + 3, top)], p.ground))
        out.append(box(at + wide / 2 - 2, top + 12, 4, 8, p.one))
        at += wide + d.roll(1, 12)
    return "".join(out)


def _history(p: Palette, d: Dice) -> str:
    """A row of arches in evening light, or banners in a row."""
    if d.below(2):
        poles = 3 + d.below(3)
        wide = 200 / poles
        out = []
        for n in range(poles):
            x, end, flag = n * wide + wide * 0.18, d.roll(104, 168), wide * 0.64
            colour = (p.one, p.two)[n % 2]
            out.append(
                shape([(x, -5), (x + flag, -5), (x + flag, end), (x + flag / 2, end - 20), (x, end)], colour)
            )
            out.append(disc(x + flag / 2, end * 0.46, flag * 0.24, p.sky))
            out.append(box(x, end * 0.46 - 1.5, flag, 3, p.sky))
        return "".join(out)
    arches = 2 + d.below(3)
    wide = 200 / arches
    out = [disc(d.roll(40, 160), d.roll(96, 130), d.roll(34, 52), p.one)]
    for n in range(arches):
        x, pillar, spring = n * wide, wide * 0.13, 60 + wide / 4
        r = (wide - 2 * pillar) / 2
        out.append(
            f'<path fill-rule="evenodd" fill="{p.two}" d="M{x:.1f} 0h{wide:.1f}v210h-{wide:.1f}z '
            f'M{x + pillar:.1f} 210v{spring - 210:.1f}a{r:.1f} {r:.1f} 0 0 1 {2 * r:.1f} 0v{210 - spring:.1f}z"/>'
        )
        out.append(box(x + pillar * 0.4, spring, wide - pillar * 0.8, 3.5, p.one, 0.55) if n % 2 else "")
    return "".join(out)


def _horror(p: Palette, d: Dice) -> str:
    """Teeth, claws or an eye."""
    kind = d.below(3)
    if kind == 0:
        teeth = 5 + d.below(4)
        wide = 200 / teeth
        upper = [(-5.0, -5.0), *_zigzag(teeth, wide, 16, lambda: d.roll(58, 92)), (205, -5)]
        lower = [(-5.0, 205.0), *_zigzag(teeth, wide, 186, lambda: -d.roll(40, 74)), (205, 205)]
        return box(0, 0, 200, 200, p.one) + shape(upper, p.two) + shape(lower, p.two)
    if kind == 1:
        out = []
        lean = d.roll(-30, 30)
        for n in range(4):
            x, wide = 34 + 38 * n + d.roll(-4, 4), d.roll(7, 12)
            top, end = d.roll(8, 34), d.roll(160, 196)
            out.append(
                shape([(x, top), (x + wide, top + 30), (x + lean, end), (x - wide + lean / 2, 96)], p.one)
            )
        return "".join(out)
    y = d.roll(88, 112)
    lid = f"M8 {y:.0f} Q100 {y - 96:.0f} 192 {y:.0f} Q100 {y + 96:.0f} 8 {y:.0f}z"
    return (
        path(lid, p.two) + disc(100, y, 40, p.one) + disc(100, y, 17, p.ground) + disc(112, y - 12, 6, p.two)
    )


def _zigzag(teeth: int, wide: float, base: float, depth: Callable[[], float]) -> list[tuple[float, float]]:
    points = [(-5.0, base)]
    for n in range(teeth):
        points += [(n * wide + wide / 2, base + depth()), ((n + 1) * wide, base)]
    return points


def _music(p: Palette, d: Dice) -> str:
    """A record's grooves, or a spectrum."""
    if d.below(2):
        x, y = d.roll(40, 160), d.roll(80, 130)
        grooves = "".join(ring(x, y, 28 + 9 * n, p.two if n % 3 else p.one, 2.6) for n in range(14))
        return grooves + disc(x, y, 24, p.one) + disc(x, y, 5, p.ground)
    bars = 11
    out = []
    for n in range(bars):
        high = 26 + 120 * abs(math.sin(n * d.roll(0.5, 0.9) + d.roll(0, 3)))
        out.append(
            f'<rect x="{8 + n * 17:.0f}" y="{104 - high / 2:.0f}" width="10" height="{high:.0f}" rx="5" '
            f'fill="{p.one if n % 2 else p.two}"/>'
        )
    return "".join(out)


def _mystery(p: Palette, d: Dice) -> str:
    """A keyhole, or rings that lead inwards."""
    if d.below(2):
        x, y = d.roll(80, 120), d.roll(66, 84)
        glow = "".join(disc(x, y + 18, 96 - 18 * n, p.one, 0.16) for n in range(4))
        hole = (
            f"M{x - 15:.0f} {y + 18:.0f} L{x - 30:.0f} {y + 92:.0f} H{x + 30:.0f} L{x + 15:.0f} {y + 18:.0f}z"
        )
        return glow + disc(x, y, 29, p.one) + path(hole, p.one) + disc(x, y, 9, p.ground, 0.9)
    x, y = 100.0, 100.0
    out = []
    dx, dy = d.roll(-5, 5), d.roll(-5, 5)
    for n in range(8):
        out.append(disc(x, y, 112 - 14 * n, (p.one, p.sky, p.two, p.ground)[n % 4]))
        x, y = x + dx, y + dy
    return "".join(out)


def _science_fiction(p: Palette, d: Dice) -> str:
    """Orbits, a planet and its ring, or a sun over a grid."""
    kind = d.below(3)
    if kind == 0:
        x, y = d.roll(20, 180), d.roll(60, 170)
        out = [_stars(p, d, 20, 196)]
        for n in range(1, 6):
            r, at = 22.0 + 27 * n, d.roll(0, 2 * math.pi)
            out.append(ring(x, y, r, p.ink, 1.2, 0.5))
            out.append(disc(x + r * math.cos(at), y + r * math.sin(at), d.roll(4, 11), (p.two, p.one)[n % 2]))
        return "".join(out) + disc(x, y, 30, p.one)
    if kind == 1:
        x, y, r = d.roll(64, 136), d.roll(82, 116), d.roll(40, 58)
        tilt = d.roll(-32, 32)
        orbit = (
            f'<ellipse cx="{x:.0f}" cy="{y:.0f}" rx="{r * 1.75:.0f}" ry="{r * 0.42:.0f}" fill="none" '
            f'stroke="{p.two}" stroke-width="5" transform="rotate({tilt:.0f} {x:.0f} {y:.0f})"/>'
        )
        front = f"M{x - r:.0f} {y:.0f} a{r:.0f} {r:.0f} 0 0 1 {2 * r:.0f} 0z"
        return (
            _stars(p, d, 34, 196)
            + disc(x, y, r, p.one)
            + orbit
            + f'<g transform="rotate({tilt:.0f} {x:.0f} {y:.0f})">{path(front, p.one)}</g>'
            + disc(x + r * 1.5, y - r * 1.1, r * 0.16, p.two)
        )
    y = d.roll(116, 134)
    floor = "".join(stroke(f"M{100 + 26 * n} {y:.0f} L{100 + 120 * n} 210", p.two, 1.6) for n in range(-6, 7))
    lines = "".join(stroke(f"M0 {y + 3 + 2.2 * n * n:.0f} H200", p.two, 1.6) for n in range(6))
    sun = d.roll(42, 60)
    slits = "".join(box(0, y - 6 - 11 * n, 200, 4.6 - 0.8 * n, p.sky) for n in range(5))
    return (
        _stars(p, d, 22, y - 20)
        + disc(100, y - sun * 0.4, sun, p.one)
        + slits
        + box(0, y, 200, 90, p.ground)
        + floor
        + lines
    )


def _tv_movie(p: Palette, d: Dice) -> str:
    """A screen of lines."""
    y = d.roll(60, 130)
    return "".join(
        box(20, 24 + 9 * n, 160, 5, p.one if abs(24 + 9 * n - y) > 20 else p.two) for n in range(17)
    )


def _thriller(p: Palette, d: Dice) -> str:
    """A spiral that falls inwards, cut paper, or a line under strain."""
    kind = d.below(3)
    if kind == 0:
        x, y, turn = d.roll(70, 130), d.roll(74, 122), d.roll(0, 6.3)
        points = [
            (
                x + (2.5 + 0.94 * t) * math.cos(turn + 0.168 * t),
                y + (2.5 + 0.94 * t) * math.sin(turn + 0.168 * t),
            )
            for t in range(175)
        ]
        return stroke("M" + " L".join(f"{a:.1f} {b:.1f}" for a, b in points), p.one, 6) + disc(x, y, 9, p.two)
    if kind == 1:
        out = []
        for n in range(6):
            x, wide, top = 4 + 34 * n, d.roll(18, 28), d.roll(-10, 90)
            out.append(
                shape(
                    [
                        (x, top),
                        (x + wide, top + d.roll(-18, 18)),
                        (x + wide + d.roll(-8, 8), 210),
                        (x - 4, 210),
                    ],
                    p.two if n == d.below(6) else p.one,
                )
            )
        return "".join(out)
    x, y = d.roll(50, 150), d.roll(60, 130)
    lines = "".join(
        stroke(f"M{-10 + 20 * n:.0f} -10 Q{x:.0f} {y:.0f} {-10 + 20 * n + d.roll(-8, 8):.0f} 210", p.one, 2.4)
        for n in range(12)
    )
    return lines + disc(x, y, 20, p.two)


STRANGE: dict[str, Callable[[Palette, Dice], str]] = {
    "Fantasy": _fantasy,
    "History": _history,
    "Horror": _horror,
    "Music": _music,
    "Mystery": _mystery,
    "Science Fiction": _science_fiction,
    "Thriller": _thriller,
    "TV Movie": _tv_movie,
}
"""How a genre is drawn, by TMDB's name."""
