"""Pictures drawn on the server as SVG, with words for those who cannot see them; the table says the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WIDTH, LINE, LEFT, RIGHT = 360, 26, 74, 58
BAR = "#1d70b8"
RULE = "#b1b4b6"
INK = "#0b0c0c"


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label, its length from 0 to 1 (None: no bar), and what stands at its end."""

    label: str
    share: float | None
    said: str


def bars(name: str, title: str, description: str, drawn: Sequence[Bar]) -> SafeString:
    """Return a chart of horizontal bars from nothing to all; `name` makes its ids unique on the page."""
    height = LINE * len(drawn) + 24
    room = WIDTH - LEFT - RIGHT
    rules = format_html_join(
        "",
        '<line x1="{0}" y1="0" x2="{0}" y2="{1}" stroke="{2}"/>'
        '<text x="{0}" y="{3}" text-anchor="middle">{4}</text>',
        ((LEFT + room * part // 100, height - 22, RULE, height - 6, f"{part}%") for part in (0, 50, 100)),
    )
    rows = format_html_join("", "{}", ((_row(place, bar, room),) for place, bar in enumerate(drawn)))
    return format_html(
        '<svg class="comity-chart" role="img" aria-labelledby="{0}-title {0}-desc" viewBox="0 0 {1} {2}" '
        'width="{1}" height="{2}" font-size="12" fill="{3}"><title id="{0}-title">{4}</title>'
        '<desc id="{0}-desc">{5}</desc>{6}{7}</svg>',
        name, WIDTH, height, INK, title, description, rules, rows,
    )  # fmt: skip


def _row(place: int, bar: Bar, room: int) -> SafeString:
    top = place * LINE
    length = round((bar.share or 0) * room)
    drawn = format_html(
        '<rect x="{}" y="{}" width="{}" height="{}" fill="{}"/>', LEFT, top + 4, length, LINE - 8, BAR
    )
    return format_html(
        '<text x="{}" y="{}" text-anchor="end">{}</text>{}<text x="{}" y="{}">{}</text>',
        LEFT - 6, top + 17, bar.label, drawn if length else "", LEFT + length + 5, top + 17, bar.said,
    )  # fmt: skip
