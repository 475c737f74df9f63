"""The suites live in the package, where pytest would not explain their assertions by itself."""

import pytest

pytest.register_assert_rewrite("matinee.testing")
