"""The look of the app: one style sheet over Streamlit's own theme (which is in ``.streamlit/config.toml``)."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

__all__ = ["style_sheet"]


@cache
def style_sheet() -> str:
    """The style sheet as a ``<style>`` element; ``light-dark()`` in it follows the theme in use."""
    return f"<style>{(files(__package__) / 'assets' / 'matinee.css').read_text(encoding='utf-8')}</style>"
