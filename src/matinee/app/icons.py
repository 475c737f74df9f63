"""Line icons, drawn here so that nothing is fetched."""

from __future__ import annotations

from matinee.app.markup import Html

__all__ = ["icon"]

_PATHS = {
    "like": '<path d="M7 10.5v9H3.5v-9z"/>'
    '<path d="M7 11l4-7.5c1.6 0 2.6 1.1 2.3 2.8L12.7 9.5h5.6c1.5 0 2.4 1.2 2.1 2.5l-1.5 6c-.3 1-1 1.5-2 1.5H7"/>',
    "dislike": '<path d="M17 13.5v-9h3.5v9z"/>'
    '<path d="M17 13l-4 7.5c-1.6 0-2.6-1.1-2.3-2.8l.6-3.2H5.7c-1.5 0-2.4-1.2-2.1-2.5l1.5-6c.3-1 1-1.5 2-1.5H17"/>',
    "seen": '<path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z"/>'
    '<circle cx="12" cy="12" r="2.8"/>',
    "save": '<path d="M6.5 3.5h11v17L12 16.2 6.5 20.5z"/>',
    "refuse": '<circle cx="12" cy="12" r="8.5"/><path d="M6 6l12 12"/>',
    "unhide": '<path d="M4 12a8 8 0 1 0 2.6-5.9M4 4v4.5h4.5"/>',
    "delete": '<path d="M4.5 6.5h15M9.5 6.5V4h5v2.5M6.5 6.5l1 13.5h9l1-13.5M10 10.5v6M14 10.5v6"/>',
    "close": '<path d="M6 6l12 12M18 6L6 18"/>',
    "back": '<path d="M14.5 5.5L8 12l6.5 6.5"/>',
    "star": '<path d="M12 2.6l2.9 6 6.6.9-4.8 4.6 1.2 6.5L12 17.5l-5.9 3.1 1.2-6.5L2.5 9.5l6.6-.9z"/>',
}


def icon(name: str) -> Html:
    """An icon by name, hidden from assistive technology: its button has a name."""
    return Html(
        f'<svg class="m-icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{_PATHS[name]}</svg>'
    )
