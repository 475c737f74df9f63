"""What is public, and what importing it costs."""

import pkgutil
import subprocess
import sys
from importlib import import_module

import pytest

import matinee
import matinee.taste

MODULES = sorted(
    found.name
    for found in pkgutil.walk_packages(matinee.__path__, "matinee.")
    if not found.name.endswith("__main__")
    and ".migrations" not in found.name
    and not found.name.startswith("matinee.app")  # streamlit runs these as scripts
)


def test_the_public_names_of_matinee():
    assert matinee.__all__ == ["Matinee", "__version__", "open"]
    for name in matinee.__all__:
        assert getattr(matinee, name)


def test_the_public_names_of_the_taste_model():
    assert matinee.taste.__all__ == ["Belief", "Explanation", "Share", "TasteConfig", "TasteSpace"]
    for name in matinee.taste.__all__:
        assert getattr(matinee.taste, name)


def test_another_name_is_not_there():
    with pytest.raises(AttributeError, match="no attribute 'close'"):
        _ = matinee.close


@pytest.mark.parametrize("module", MODULES)
def test_every_module_names_what_it_gives_in_order(module):
    found = import_module(module)
    names = getattr(found, "__all__", None)
    if names is None:
        assert not [name for name, value in vars(found).items() if getattr(value, "__module__", "") == module]
        return
    constants = sorted(name for name in names if name.isupper())
    classes = sorted(name for name in names if not name.isupper() and name.lstrip("_")[:1].isupper())
    others = sorted(name for name in names if name not in constants and name not in classes)
    assert names == [*constants, *classes, *others]
    assert len(set(names)) == len(names)
    for name in names:
        assert hasattr(found, name)


def imported_by(code: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys\nprint(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    return {name.split(".")[0] for name in done.stdout.split()}


def test_importing_the_taste_model_pulls_in_nothing_heavy():
    heavy = {
        "pandas",
        "sklearn",
        "scipy",
        "sqlalchemy",
        "streamlit",
        "typer",
        "rich",
        "pydantic",
        "rapidfuzz",
    }
    assert not imported_by("import matinee.taste") & heavy


def test_importing_matinee_pulls_in_nothing_at_all():
    assert not imported_by("import matinee") & {"numpy", "pandas", "sqlalchemy", "pydantic"}


def test_recommending_from_a_space_on_disk_needs_neither_pandas_nor_scikit_learn(tmp_path):
    imported_by(f"""
import numpy as np
from matinee.taste import TasteSpace
from matinee.testing.synthetic import synthetic_films
TasteSpace.fit_films(synthetic_films(40, 4, np.random.default_rng(1))).save({str(tmp_path / "space")!r})
""")
    found = imported_by(f"""
import numpy as np
from matinee.domain.catalogue import Catalogue
from matinee.domain.feedback import Event, Kind
from matinee.taste import TasteSpace
from matinee.taste.rank import rank
space = TasteSpace.load({str(tmp_path / "space")!r})
belief = space.belief_of([Event(event_id="a", user="me", kind=Kind.LIKE, film_id=1, at=0)])
space.stars(belief)
space.explain(belief, 5)
""")
    assert not found & {"pandas", "sklearn", "scipy", "sqlalchemy"}
