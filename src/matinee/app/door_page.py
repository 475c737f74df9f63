"""The page that asks for the password: no script, nothing of the installation, dark and light."""

from __future__ import annotations

from matinee.app.markup import Html, fill

__all__ = ["door_page"]

_STYLE = Html("""
:root { color-scheme: light dark; --ground: light-dark(#faf6ef, #121116); --text: light-dark(#1f1a1d, #f3efe7);
  --soft: light-dark(#665c60, #aba4b2); --line: light-dark(#8a7f70, #7c7488); --panel: light-dark(#ffffff, #1b1921);
  --accent: light-dark(#a8232f, #f2b84b); --on: light-dark(#ffffff, #221703); --wrong: light-dark(#96151f, #ff9d8a); }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--ground); color: var(--text);
  font: 400 1rem/1.5 "Source Sans 3", "Source Sans Pro", system-ui, sans-serif; padding: 1.5rem; }
main { width: 100%; max-width: 22rem; }
.sun { width: 3.1rem; height: 1.6rem; border-radius: 3.1rem 3.1rem 0 0; background: light-dark(#a8232f, #f2b84b);
  box-shadow: 0 .5rem 0 -.15rem light-dark(#e2a23b, #d1495b); }
h1 { font: 800 2.1rem/1.12 Georgia, serif; margin: 1.5rem 0 .4rem; }
p { margin: 0 0 1.4rem; color: var(--soft); }
label { display: block; font-weight: 600; margin-bottom: .35rem; }
input { width: 100%; font: inherit; color: inherit; background: var(--panel); border: 1px solid var(--line);
  border-radius: .6rem; padding: .65rem .8rem; }
button { width: 100%; font: inherit; font-weight: 600; color: var(--on); background: var(--accent); border: 0;
  border-radius: 2rem; padding: .65rem; margin-top: 1rem; cursor: pointer; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.wrong { color: var(--wrong); font-weight: 600; margin: .7rem 0 0; }
""")


def door_page(onward: str, wrong: str = "") -> str:
    """The page as HTML.

    Args:
        onward: where it leads, on this server.
        wrong: why the last attempt did not succeed.
    """
    told = fill('<p class="wrong" id="wrong" role="alert">{wrong}</p>', wrong=wrong) if wrong else Html("")
    return str(
        fill(
            '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Sign in to Matinee</title>'
            '<meta name="viewport" content="width=device-width, initial-scale=1"><style>{style}</style></head>'
            '<body><main><div class="sun" aria-hidden="true"></div><h1>Matinee</h1>'
            "<p>Type the password of this installation.</p>"
            '<form method="post" action="/sign-in"><input type="hidden" name="next" value="{onward}">'
            '<label for="password">Password</label>'
            '<input id="password" name="password" type="password" autocomplete="current-password" required autofocus'
            "{described}>{told}<button>Sign in</button></form></main></body></html>",
            style=_STYLE,
            onward=onward,
            told=told,
            described=Html(' aria-describedby="wrong" aria-invalid="true"') if wrong else Html(""),
        )
    )
