"""The drawings of title cards: flat shapes by genre, each film's a variation of its own.

Every drawing fills a square of 200 by 200 and may run over its edges; `Dice` makes a film's variation the
same every time. Only numbers and palette colours get in, so there is nothing here to escape.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from matinee.app.palettes import Palette

__all__ = ["DRAWINGS", "Dice"]


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


def _disc(x: float, y: float, r: float, colour: str, opacity: float = 1) -> str:
    return f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{r:.1f}" fill="{colour}"{_faint(opacity)}/>'


def _ring(x: float, y: float, r: float, colour: str, width: float, opacity: float = 1) -> str:
    return (
        f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{r:.1f}" fill="none" stroke="{colour}" '
        f'stroke-width="{width:.1f}"{_faint(opacity)}/>'
    )


def _box(x: float, y: float, w: float, h: float, colour: str, opacity: float = 1) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{w:.1f}" height="{h:.1f}" fill="{colour}"{_faint(opacity)}/>'


def _shape(points: Iterable[tuple[float, float]], colour: str, opacity: float = 1) -> str:
    spelt = " ".join(f"{x:.0f},{y:.0f}" for x, y in points)
    return f'<polygon points="{spelt}" fill="{colour}"{_faint(opacity)}/>'


def _path(d: str, colour: str, opacity: float = 1) -> str:
    return f'<path d="{d}" fill="{colour}"{_faint(opacity)}/>'


def _stroke(d: str, colour: str, width: float, opacity: float = 1) -> str:
    return (
        f'<path d="{d}" fill="none" stroke="{colour}" stroke-width="{width:.1f}" '
        f'stroke-linecap="round"{_faint(opacity)}/>'
    )


def _faint(opacity: float) -> str:
    return "" if opacity >= 1 else f' opacity="{opacity:.2f}"'


def _action(p: Palette, d: Dice) -> str:
    """Rays from one point, and a disc in their way."""
    x, y = d.roll(30, 170), d.roll(120, 190)
    rays = 9 + 2 * d.below(4)
    turn = d.roll(0, 1)
    out = []
    for ray in range(rays):
        at = 2 * math.pi * (ray + turn) / rays
        half = math.pi / rays / 2
        out.append(
            _shape(
                [
                    (x, y),
                    (x + 320 * math.cos(at - half), y + 320 * math.sin(at - half)),
                    (x + 320 * math.cos(at + half), y + 320 * math.sin(at + half)),
                ],
                p.one,
            )
        )
    r = d.roll(30, 46)
    return "".join(out) + _disc(x, y, r, p.two) + _ring(x, y, r + 9, p.two, 4)


def _adventure(p: Palette, d: Dice) -> str:
    """A sun behind ranges of mountains."""
    x = d.roll(45, 155)
    out = [_disc(x, d.roll(62, 84), d.roll(28, 40), p.two)]
    for layer, (base, opacity) in enumerate(((104, 0.45), (132, 0.75), (160, 1))):
        points = [(-10.0, 210.0)]
        step = 200 / (3 + layer)
        at = -step * d.roll(0.2, 0.9)
        while at < 230:
            points += [(at, base + d.roll(6, 22)), (at + step / 2, base - d.roll(18, 44))]
            at += step
        out.append(_shape([*points, (210, 210)], p.one if layer < 2 else p.ground, opacity))
    return "".join(out)


def _animation(p: Palette, d: Dice) -> str:
    """Balls that bounce."""
    out = []
    for place in range(7 + d.below(4)):
        colour = (p.one, p.two, p.ink)[place % 3]
        out.append(_disc(d.roll(5, 195), d.roll(5, 175), d.roll(8, 20) + 30 * (place < 3), colour, 0.92))
    x = d.roll(20, 60)
    out.append(_stroke(f"M{x - 60:.0f} 190 q 40 -90 80 0 q 26 -56 52 0 q 16 -34 32 0 q 8 -18 16 0", p.ink, 4))
    return "".join(out)


def _comedy(p: Palette, d: Dice) -> str:
    """Half discs, each in a mood of its own."""
    cell = (50.0, 66.7, 66.7)[d.below(3)]
    out = []
    for row in range(math.ceil(200 / cell)):
        for column in range(math.ceil(200 / cell)):
            x, y, r = column * cell, row * cell, cell / 2
            colour = (p.one, p.two, p.ink)[d.below(3)]
            turn = 90 * d.below(4)
            if d.roll() < 0.82:
                out.append(
                    f'<path d="M{x:.1f} {y + r:.1f}a{r:.1f} {r:.1f} 0 0 0 {cell:.1f} 0z" fill="{colour}" '
                    f'transform="rotate({turn} {x + r:.1f} {y + r:.1f})"/>'
                )
            else:
                out.append(_disc(x + r, y + r, r * 0.62, colour))
    return "".join(out)


def _crime(p: Palette, d: Dice) -> str:
    """Light through a blind, and someone's shadow or a lamp in it."""
    lean = d.roll(-50, 50)
    bands = 7 + d.below(3)
    high = 200 / bands
    light = "".join(
        _shape([(-20, y), (220, y + lean), (220, y + lean + high * 0.55), (-20, y + high * 0.55)], p.two, 0.88)
        for y in (high * band for band in range(-2, bands + 2))
    )
    if d.below(2):
        x = d.roll(60, 140)
        figure = (
            f"M{x - 62:.0f} 210 q 4 -56 40 -64 l 0 -16 q -14 -12 -14 -30 l -22 -2 q 4 -8 18 -9 q 2 -34 40 -34 "
            f"q 38 0 40 34 q 14 1 18 9 l -22 2 q 0 18 -14 30 l 0 16 q 36 8 40 64z"
        )
        return light + _path(figure, p.ground) + _box(x - 38, 84, 76, 7, p.one)
    x, y = d.roll(60, 140), d.roll(70, 120)
    return light + _disc(x, y, 46, p.one) + _disc(x + 15, y - 9, 40, p.ground)


def _documentary(p: Palette, d: Dice) -> str:
    """A halftone with one round picture in it."""
    x0, y0 = d.roll(40, 160), d.roll(40, 150)
    out = []
    for row in range(15):
        for column in range(15):
            x, y = column * 14.4 + (7 if row % 2 else 0), row * 14.4
            near = max(0.0, 1 - math.hypot(x - x0, y - y0) / 170)
            if near > 0.05:
                out.append(_disc(x, y, 1.2 + 6.2 * near, p.one))
    return "".join(out) + _disc(x0, y0, 24, p.two)


def _drama(p: Palette, d: Dice) -> str:
    """Two discs that meet, a window's light, or a horizon."""
    kind = d.below(3)
    if kind == 0:
        x, y, r = d.roll(64, 84), d.roll(84, 116), d.roll(56, 70)
        gap = d.roll(0.7, 1.15) * r
        return _disc(x, y, r, p.one) + _disc(x + gap, y + d.roll(-14, 14), r * d.roll(0.6, 1), p.two, 0.85)
    if kind == 1:
        x, y, lean = d.roll(52, 92), d.roll(18, 34), d.roll(-36, 36)
        panes = []
        for row in range(3):
            for column in range(2):
                left, top = x + column * 44, y + row * 50
                panes.append(
                    _shape(
                        [
                            (left + lean * row / 3, top),
                            (left + 38 + lean * row / 3, top),
                            (left + 38 + lean * (row + 1) / 3, top + 44),
                            (left + lean * (row + 1) / 3, top + 44),
                        ],
                        p.one if (row + column) % 2 else p.two,
                    )
                )
        return "".join(panes)
    x, y = d.roll(50, 150), d.roll(104, 132)
    strips = "".join(_box(0, y + 10 * n, 200, 3 + 1.6 * n, p.two, 0.85) for n in range(1, 9))
    return _disc(x, y, d.roll(44, 62), p.one) + _box(0, y, 200, 120, p.ground) + strips


def _family(p: Palette, d: Dice) -> str:
    """A rainbow over hills."""
    x, y = d.roll(60, 140), 168
    out = [_ring(x, y, 104 - 17 * n, (p.one, p.two, p.ink)[n % 3], 15) for n in range(5)]
    hill = d.roll(0, 30)
    out.append(_disc(20 + hill, 262, 110, p.ground))
    out.append(_disc(170 - hill, 270, 108, p.ink, 0.9))
    return "".join(out)


def _stars(p: Palette, d: Dice, count: int, low: float = 150) -> str:
    return "".join(_disc(d.roll(2, 198), d.roll(2, low), d.roll(0.7, 1.9), p.ink) for _ in range(count))


def _fantasy(p: Palette, d: Dice) -> str:
    """Moon, stars and towers."""
    x, y, r = d.roll(50, 150), d.roll(56, 84), d.roll(32, 46)
    out = [_stars(p, d, 26), _disc(x, y, r, p.one), _disc(x + r * d.roll(0.3, 0.55), y - r * 0.2, r * 0.86, p.sky)]
    at = -6.0
    while at < 200:
        wide, high = d.roll(16, 30), d.roll(30, 84)
        roof = wide * d.roll(0.8, 1.6)
        top = 200 - high
        out.append(_box(at, top, wide, high + 10, p.two))
        out.append(_shape([(at - 3, top), (at + wide / 2, top - roof), (at + wide + 3, top)], p.ground))
        out.append(_box(at + wide / 2 - 2, top + 12, 4, 8, p.one))
        at += wide + d.roll(1, 12)
    return "".join(out)


def _history(p: Palette, d: Dice) -> str:
    """A row of arches in evening light."""
    arches = 2 + d.below(3)
    wide = 200 / arches
    out = [_disc(d.roll(40, 160), d.roll(96, 130), d.roll(34, 52), p.one)]
    for n in range(arches):
        x, pillar, spring = n * wide, wide * 0.13, 60 + wide / 4
        r = (wide - 2 * pillar) / 2
        out.append(
            f'<path fill-rule="evenodd" fill="{p.two}" d="M{x:.1f} 0h{wide:.1f}v210h-{wide:.1f}z '
            f'M{x + pillar:.1f} 210v{spring - 210:.1f}a{r:.1f} {r:.1f} 0 0 1 {2 * r:.1f} 0v{210 - spring:.1f}z"/>'
        )
        out.append(_box(x + pillar * 0.4, spring, wide - pillar * 0.8, 3.5, p.one, 0.55) if n % 2 else "")
    return "".join(out)


def _horror(p: Palette, d: Dice) -> str:
    """Teeth, claws or an eye."""
    kind = d.below(3)
    if kind == 0:
        teeth = 5 + d.below(4)
        wide = 200 / teeth
        upper = [(-5.0, -5.0), *_zigzag(teeth, wide, 16, lambda: d.roll(58, 92)), (205, -5)]
        lower = [(-5.0, 205.0), *_zigzag(teeth, wide, 186, lambda: -d.roll(40, 74)), (205, 205)]
        return _box(0, 0, 200, 200, p.one) + _shape(upper, p.two) + _shape(lower, p.two)
    if kind == 1:
        out = []
        lean = d.roll(-30, 30)
        for n in range(4):
            x, wide = 34 + 38 * n + d.roll(-4, 4), d.roll(7, 12)
            top, end = d.roll(8, 34), d.roll(160, 196)
            out.append(_shape([(x, top), (x + wide, top + 30), (x + lean, end), (x - wide + lean / 2, 96)], p.one))
        return "".join(out)
    y = d.roll(88, 112)
    lid = f"M8 {y:.0f} Q100 {y - 96:.0f} 192 {y:.0f} Q100 {y + 96:.0f} 8 {y:.0f}z"
    return _path(lid, p.two) + _disc(100, y, 40, p.one) + _disc(100, y, 17, p.ground) + _disc(112, y - 12, 6, p.two)


def _zigzag(teeth: int, wide: float, base: float, depth: Callable[[], float]) -> list[tuple[float, float]]:
    points = [(-5.0, base)]
    for n in range(teeth):
        points += [(n * wide + wide / 2, base + depth()), ((n + 1) * wide, base)]
    return points


def _music(p: Palette, d: Dice) -> str:
    """A record's grooves, or a spectrum."""
    if d.below(2):
        x, y = d.roll(40, 160), d.roll(80, 130)
        grooves = "".join(_ring(x, y, 28 + 9 * n, p.two if n % 3 else p.one, 2.6) for n in range(14))
        return grooves + _disc(x, y, 24, p.one) + _disc(x, y, 5, p.ground)
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
        glow = "".join(_disc(x, y + 18, 96 - 18 * n, p.one, 0.16) for n in range(4))
        hole = f"M{x - 15:.0f} {y + 18:.0f} L{x - 30:.0f} {y + 92:.0f} H{x + 30:.0f} L{x + 15:.0f} {y + 18:.0f}z"
        return glow + _disc(x, y, 29, p.one) + _path(hole, p.one) + _disc(x, y, 9, p.ground, 0.9)
    x, y = 100.0, 100.0
    out = []
    dx, dy = d.roll(-5, 5), d.roll(-5, 5)
    for n in range(8):
        out.append(_disc(x, y, 112 - 14 * n, (p.one, p.sky, p.two, p.ground)[n % 4]))
        x, y = x + dx, y + dy
    return "".join(out)


def _romance(p: Palette, d: Dice) -> str:
    """Two lines that find each other before the evening sun, or two profiles of light."""
    if d.below(2):
        x, y, r = 100, d.roll(84, 108), d.roll(54, 70)
        sway = d.roll(30, 60)
        one = f"M-10 {y + 70:.0f} C 50 {y - sway:.0f}, 80 {y + sway + 40:.0f}, 100 {y:.0f} S 170 {y - sway:.0f} 210 {y - 50:.0f}"
        two = f"M-10 {y - 60:.0f} C 40 {y + sway:.0f}, 76 {y - sway:.0f}, 100 {y:.0f} S 160 {y + sway:.0f} 210 {y + 64:.0f}"
        return _disc(x, y, r, p.one) + _stroke(one, p.ink, 5) + _stroke(two, p.two, 5)
    petals = 6 + 2 * d.below(3)
    x, y, r = d.roll(76, 124), d.roll(84, 112), d.roll(50, 62)
    turn = d.roll(0, 60)
    out = [
        f'<ellipse cx="{x:.0f}" cy="{y - r * 0.72:.0f}" rx="{r * 0.34:.0f}" ry="{r * 0.76:.0f}" fill="{colour}" '
        f'opacity="0.78" transform="rotate({turn + 360 * n / petals:.0f} {x:.0f} {y:.0f})"/>'
        for n in range(petals)
        for colour in ((p.one, p.two)[n % 2],)
    ]
    return "".join(out) + _disc(x, y, r * 0.2, p.ink)


def _science_fiction(p: Palette, d: Dice) -> str:
    """A planet and its ring, or a sun over a grid."""
    if d.below(2):
        x, y, r = d.roll(64, 136), d.roll(82, 116), d.roll(40, 58)
        tilt = d.roll(-32, 32)
        ring = (
            f'<ellipse cx="{x:.0f}" cy="{y:.0f}" rx="{r * 1.75:.0f}" ry="{r * 0.42:.0f}" fill="none" '
            f'stroke="{p.two}" stroke-width="5" transform="rotate({tilt:.0f} {x:.0f} {y:.0f})"/>'
        )
        front = f"M{x - r:.0f} {y:.0f} a{r:.0f} {r:.0f} 0 0 1 {2 * r:.0f} 0z"
        return (
            _stars(p, d, 34, 196)
            + _disc(x, y, r, p.one)
            + ring
            + f'<g transform="rotate({tilt:.0f} {x:.0f} {y:.0f})">{_path(front, p.one)}</g>'
            + _disc(x + r * 1.5, y - r * 1.1, r * 0.16, p.two)
        )
    y = d.roll(116, 134)
    floor = "".join(_stroke(f"M{100 + 26 * n} {y:.0f} L{100 + 120 * n} 210", p.two, 1.6) for n in range(-6, 7))
    lines = "".join(_stroke(f"M0 {y + 3 + 2.2 * n * n:.0f} H200", p.two, 1.6) for n in range(6))
    sun = d.roll(42, 60)
    slits = "".join(_box(0, y - 6 - 11 * n, 200, 4.6 - 0.8 * n, p.sky) for n in range(5))
    return _stars(p, d, 22, y - 20) + _disc(100, y - sun * 0.4, sun, p.one) + slits + _box(0, y, 200, 90, p.ground) + floor + lines


def _tv_movie(p: Palette, d: Dice) -> str:
    """A screen of lines."""
    y = d.roll(60, 130)
    return "".join(_box(20, 24 + 9 * n, 160, 5, p.one if abs(24 + 9 * n - y) > 20 else p.two) for n in range(17))


def _thriller(p: Palette, d: Dice) -> str:
    """A spiral that falls inwards, cut paper, or a line under strain."""
    kind = d.below(3)
    if kind == 0:
        x, y, turn = d.roll(70, 130), d.roll(74, 122), d.roll(0, 6.3)
        points = [
            (x + (2.5 + 0.94 * t) * math.cos(turn + 0.168 * t), y + (2.5 + 0.94 * t) * math.sin(turn + 0.168 * t))
            for t in range(175)
        ]
        return _stroke("M" + " L".join(f"{a:.1f} {b:.1f}" for a, b in points), p.one, 6) + _disc(x, y, 9, p.two)
    if kind == 1:
        out = []
        for n in range(6):
            x, wide, top = 4 + 34 * n, d.roll(18, 28), d.roll(-10, 90)
            out.append(
                _shape(
                    [(x, top), (x + wide, top + d.roll(-18, 18)), (x + wide + d.roll(-8, 8), 210), (x - 4, 210)],
                    p.two if n == d.below(6) else p.one,
                )
            )
        return "".join(out)
    x, y = d.roll(50, 150), d.roll(60, 130)
    lines = "".join(
        _stroke(f"M{-10 + 20 * n:.0f} -10 Q{x:.0f} {y:.0f} {-10 + 20 * n + d.roll(-8, 8):.0f} 210", p.one, 2.4)
        for n in range(12)
    )
    return lines + _disc(x, y, 20, p.two)


def _war(p: Palette, d: Dice) -> str:
    """Torn ground under a low sun, and the smoke over it."""
    x = d.roll(50, 150)
    out = [_disc(x, d.roll(70, 100), d.roll(38, 54), p.one)]
    for n in range(3):
        y = 40 + 26 * n + d.roll(-6, 6)
        out.append(_box(d.roll(-40, 40), y, d.roll(90, 150), d.roll(3, 7), p.two, 0.5))
    for base, colour, opacity in ((138, p.two, 0.55), (160, p.ground, 1)):
        points = [(-10.0, 210.0)]
        at = -10.0
        while at < 215:
            points.append((at, base + d.roll(-12, 12)))
            at += d.roll(5, 16)
        out.append(_shape([*points, (210, 210)], colour, opacity))
    for n in range(5):
        post = 22 + 39 * n + d.roll(-5, 5)
        out.append(_box(post, 138 + d.roll(-4, 6), 3, 34, p.ground))
    return "".join(out)


def _western(p: Palette, d: Dice) -> str:
    """Mesas under a sun as large as the sky."""
    x, r = d.roll(60, 140), d.roll(52, 72)
    out = [_disc(x, 96, r, p.one)]
    at = -20.0
    while at < 200:
        wide, high = d.roll(34, 74), d.roll(22, 58)
        top = 166 - high
        out.append(_shape([(at, 170), (at + 7, top), (at + wide - 7, top), (at + wide, 170)], p.two, 0.9))
        at += wide + d.roll(8, 46)
    c = d.roll(24, 150)
    cactus = f"M{c:.0f} 196 V128 M{c:.0f} 166 h-13 v-18 M{c:.0f} 158 h13 v-16"
    return "".join(out) + _box(0, 166, 200, 60, p.ground) + _stroke(cactus, p.ground, 7)


DRAWINGS: dict[str, Callable[[Palette, Dice], str]] = {
    "Action": _action,
    "Adventure": _adventure,
    "Animation": _animation,
    "Comedy": _comedy,
    "Crime": _crime,
    "Documentary": _documentary,
    "Drama": _drama,
    "Family": _family,
    "Fantasy": _fantasy,
    "History": _history,
    "Horror": _horror,
    "Music": _music,
    "Mystery": _mystery,
    "Romance": _romance,
    "Science Fiction": _science_fiction,
    "TV Movie": _tv_movie,
    "Thriller": _thriller,
    "War": _war,
    "Western": _western,
}
"""How a genre is drawn, by TMDB's name."""
