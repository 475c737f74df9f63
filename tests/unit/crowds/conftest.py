import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def test_data() -> Path:
    folder = os.environ.get("MATINEE_TEST_DATA")
    if not folder:
        pytest.skip("set MATINEE_TEST_DATA to the folder with the real data")
    return Path(folder)
