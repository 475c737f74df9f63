"""Drawings of the genres of this world: each fills 200 by 200 and may run over its edges."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from matinee.app.shapes import box, disc, path, ring, shape, stroke

if TYPE_CHECKING:
    from collections.abc import Callable

    from matinee.app.palettes import Palette
    from matinee.app.shapes import Dice

__all__ = ["PLAIN"]


def _action(p: Palette, d: Dice) -> str:
    """Chevrons at speed, or rays from one point and a disc in their way."""
    if d.below(2):
        y, steep, gap = d.roll(80, 120), d.roll(50, 100), d.roll(34, 46)
        out = []
        for n in range(-3, 7):
            x, wide = n * gap, gap * 0.55
            colour = p.two if n == 2 else p.one
            ends = [(x - steep, -10.0), (x - steep + wide, -10.0), (x + wide, y), (x - steep + wide, 210.0)]
            out.append(shape([*ends, (x - steep, 210.0), (x, y)], colour))
        return "".join(out)
    x, y = d.roll(30, 170), d.roll(120, 190)
    rays = 9 + 2 * d.below(4)
    turn = d.roll(0, 1)
    out = []
    for ray in range(rays):
        at = 2 * math.pi * (ray + turn) / rays
        half = math.pi / rays / 2
        out.append(
            shape(
                [
                    (x, y),
                    (x + 320 * math.cos(at - half), y + 320 * math.sin(at - half)),
                    (x + 320 * math.cos(at + half), y + 320 * math.sin(at + half)),
                ],
                p.one,
            )
        )
    r = d.roll(30, 46)
    return "".join(out) + disc(x, y, r, p.two) + ring(x, y, r + 9, p.two, 4)


def _adventure(p: Palette, d: Dice) -> str:
    """A sun behind ranges of mountains, or a boat on a large sea."""
    if d.below(2):
        x, y = d.roll(60, 140), d.roll(104, 122)
        out = [disc(d.roll(40, 160), y - 26, d.roll(30, 46), p.two)]
        sail, hull = d.roll(46, 66), 26
        out.append(shape([(x, y - 6), (x, y - sail), (x + hull, y - 6)], p.ink))
        out.append(shape([(x - 4, y - 6), (x - 4, y - sail * 0.8), (x - hull, y - 6)], p.ink, 0.8))
        out.append(
            shape(
                [(x - hull - 6, y - 3), (x + hull + 8, y - 3), (x + hull - 4, y + 9), (x - hull + 4, y + 9)],
                p.ground,
            )
        )
        for n in range(5):
            top, wide, shift = y + 6 + 17 * n, 40 - 2 * n, d.roll(0, 40)
            waves = "".join(f"q {wide / 2:.0f} -11 {wide} 0 " for _ in range(8))
            out.append(path(f"M{-shift:.0f} {top:.0f} {waves} V 215 H {-shift:.0f} z", p.one, 0.5 + 0.1 * n))
        return "".join(out)
    x = d.roll(45, 155)
    out = [disc(x, d.roll(62, 84), d.roll(28, 40), p.two)]
    for layer, (base, opacity) in enumerate(((104, 0.45), (132, 0.75), (160, 1))):
        points = [(-10.0, 210.0)]
        step = 200 / (3 + layer)
        at = -step * d.roll(0.2, 0.9)
        while at < 230:
            points += [(at, base + d.roll(6, 22)), (at + step / 2, base - d.roll(18, 44))]
            at += step
        out.append(shape([*points, (210, 210)], p.one if layer < 2 else p.ground, opacity))
    return "".join(out)


def _animation(p: Palette, d: Dice) -> str:
    """Balls that bounce."""
    out = []
    for place in range(7 + d.below(4)):
        colour = (p.one, p.two, p.ink)[place % 3]
        out.append(disc(d.roll(5, 195), d.roll(5, 175), d.roll(8, 20) + 30 * (place < 3), colour, 0.92))
    x = d.roll(20, 60)
    out.append(stroke(f"M{x - 60:.0f} 190 q 40 -90 80 0 q 26 -56 52 0 q 16 -34 32 0 q 8 -18 16 0", p.ink, 4))
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
                out.append(disc(x + r, y + r, r * 0.62, colour))
    return "".join(out)


def _crime(p: Palette, d: Dice) -> str:
    """A fingerprint, or light through a blind with someone's shadow or a lamp in it."""
    if d.below(3) == 0:
        x, y, lean = d.roll(80, 120), d.roll(92, 112), d.roll(-24, 24)
        ridges = []
        for n in range(11):
            wide, high = 8.0 + 7.2 * n, 10.0 + 9.4 * n
            gap = d.roll(0.1, 0.3) * high
            start = f"M{x - wide:.0f} {y + high * 0.8 - gap:.0f} V{y:.0f}"
            arc = f"{start} A{wide:.0f} {high:.0f} 0 0 1 {x + wide:.0f} {y:.0f}"
            ridges.append(stroke(f"{arc} V{y + high * 0.9 - gap:.0f}", p.one if n % 4 else p.two, 3.2))
        return f'<g transform="rotate({lean:.0f} {x:.0f} {y:.0f})">{"".join(ridges)}</g>'
    lean = d.roll(-50, 50)
    bands = 7 + d.below(3)
    high = 200 / bands
    light = "".join(
        shape([(-20, y), (220, y + lean), (220, y + lean + high * 0.55), (-20, y + high * 0.55)], p.two, 0.88)
        for y in (high * band for band in range(-2, bands + 2))
    )
    if d.below(2):
        x = d.roll(60, 140)
        figure = (
            f"M{x - 62:.0f} 210 q 4 -56 40 -64 l 0 -16 q -14 -12 -14 -30 l -22 -2 q 4 -8 18 -9 q 2 -34 40 -34 "
            f"q 38 0 40 34 q 14 1 18 9 l -22 2 q 0 18 -14 30 l 0 16 q 36 8 40 64z"
        )
        return light + path(figure, p.ground) + box(x - 38, 84, 76, 7, p.one)
    x, y = d.roll(60, 140), d.roll(70, 120)
    return light + disc(x, y, 46, p.one) + disc(x + 15, y - 9, 40, p.ground)


def _documentary(p: Palette, d: Dice) -> str:
    """A halftone with one round picture in it."""
    x0, y0 = d.roll(40, 160), d.roll(40, 150)
    out = []
    for row in range(15):
        for column in range(15):
            x, y = column * 14.4 + (7 if row % 2 else 0), row * 14.4
            near = max(0.0, 1 - math.hypot(x - x0, y - y0) / 170)
            if near > 0.05:
                out.append(disc(x, y, 1.2 + 6.2 * near, p.one))
    return "".join(out) + disc(x0, y0, 24, p.two)


def _drama(p: Palette, d: Dice) -> str:
    """Two discs that meet, a window's light, or a horizon."""
    kind = d.below(3)
    if kind == 0:
        x, y, r = d.roll(64, 84), d.roll(84, 116), d.roll(56, 70)
        gap = d.roll(0.7, 1.15) * r
        return disc(x, y, r, p.one) + disc(x + gap, y + d.roll(-14, 14), r * d.roll(0.6, 1), p.two, 0.85)
    if kind == 1:
        x, y, lean = d.roll(52, 92), d.roll(18, 34), d.roll(-36, 36)
        panes = []
        for row in range(3):
            for column in range(2):
                left, top = x + column * 44, y + row * 50
                panes.append(
                    shape(
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
    strips = "".join(box(0, y + 10 * n, 200, 3 + 1.6 * n, p.two, 0.85) for n in range(1, 9))
    return disc(x, y, d.roll(44, 62), p.one) + box(0, y, 200, 120, p.ground) + strips


def _family(p: Palette, d: Dice) -> str:
    """A rainbow over hills."""
    x, y = d.roll(60, 140), 168
    out = [ring(x, y, 104 - 17 * n, (p.one, p.two, p.ink)[n % 3], 15) for n in range(5)]
    hill = d.roll(0, 30)
    out.append(disc(20 + hill, 262, 110, p.ground))
    out.append(disc(170 - hill, 270, 108, p.ink, 0.9))
    return "".join(out)


def _romance(p: Palette, d: Dice) -> str:
    """Two lines that find each other before the sun, two lit windows in a dark house, or a flower."""
    kind = d.below(3)
    if kind == 0:
        columns, rows = 4 + d.below(2), 5
        wide, high = 200 / columns, 200 / rows
        lit = (d.below(columns), 1 + d.below(2)), (d.below(columns), 3 + d.below(2))
        return "".join(
            box(
                column * wide + wide * 0.2,
                row * high + high * 0.16,
                wide * 0.6,
                high * 0.7,
                p.two if (column, row) in lit else p.one,
                1 if (column, row) in lit else 0.3,
            )
            for column in range(columns)
            for row in range(rows)
        )
    if kind == 1:
        x, y, r = 100.0, d.roll(84, 108), d.roll(54, 70)
        sway = d.roll(30, 60)
        up, down = y - sway, y + sway
        one = f"M-10 {y + 70:.0f} C50 {up:.0f},80 {down + 40:.0f},100 {y:.0f} S170 {up:.0f} 210 {y - 50:.0f}"
        two = f"M-10 {y - 60:.0f} C40 {down:.0f},76 {up:.0f},100 {y:.0f} S160 {down:.0f} 210 {y + 64:.0f}"
        return disc(x, y, r, p.one) + stroke(one, p.ink, 5) + stroke(two, p.two, 5)
    petals = 6 + 2 * d.below(3)
    x, y, r = d.roll(76, 124), d.roll(84, 112), d.roll(50, 62)
    turn = d.roll(0, 60)
    out = [
        f'<ellipse cx="{x:.0f}" cy="{y - r * 0.72:.0f}" rx="{r * 0.34:.0f}" ry="{r * 0.76:.0f}" fill="{colour}" '
        f'opacity="0.78" transform="rotate({turn + 360 * n / petals:.0f} {x:.0f} {y:.0f})"/>'
        for n in range(petals)
        for colour in ((p.one, p.two)[n % 2],)
    ]
    return "".join(out) + disc(x, y, r * 0.2, p.ink)


def _western(p: Palette, d: Dice) -> str:
    """Mesas under a sun as large as the sky."""
    x, r = d.roll(60, 140), d.roll(52, 72)
    out = [disc(x, 96, r, p.one)]
    at = -20.0
    while at < 200:
        wide, high = d.roll(34, 74), d.roll(22, 58)
        top = 166 - high
        out.append(shape([(at, 170), (at + 7, top), (at + wide - 7, top), (at + wide, 170)], p.two, 0.9))
        at += wide + d.roll(8, 46)
    c = d.roll(24, 150)
    cactus = f"M{c:.0f} 196 V128 M{c:.0f} 166 h-13 v-18 M{c:.0f} 158 h13 v-16"
    return "".join(out) + box(0, 166, 200, 60, p.ground) + stroke(cactus, p.ground, 7)


def _war(p: Palette, d: Dice) -> str:
    """Torn ground under a low sun, and the smoke over it."""
    x = d.roll(50, 150)
    out = [disc(x, d.roll(70, 100), d.roll(38, 54), p.one)]
    for n in range(3):
        y = 40 + 26 * n + d.roll(-6, 6)
        out.append(box(d.roll(-40, 40), y, d.roll(90, 150), d.roll(3, 7), p.two, 0.5))
    for base, colour, opacity in ((138, p.two, 0.55), (160, p.ground, 1)):
        points = [(-10.0, 210.0)]
        at = -10.0
        while at < 215:
            points.append((at, base + d.roll(-12, 12)))
            at += d.roll(5, 16)
        out.append(shape([*points, (210, 210)], colour, opacity))
    for n in range(5):
        post = 22 + 39 * n + d.roll(-5, 5)
        out.append(box(post, 138 + d.roll(-4, 6), 3, 34, p.ground))
    return "".join(out)


PLAIN: dict[str, Callable[[Palette, Dice], str]] = {
    "Action": _action,
    "Adventure": _adventure,
    "Animation": _animation,
    "Comedy": _comedy,
    "Crime": _crime,
    "Documentary": _documentary,
    "Drama": _drama,
    "Family": _family,
    "Romance": _romance,
    "War": _war,
    "Western": _western,
}
"""How a genre is drawn, by TMDB's name."""
