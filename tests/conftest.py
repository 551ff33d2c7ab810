"""What all tests share: the database server of a run, and how hard hypothesis looks.

Hypothesis tries the same on every run unless somebody asks it to explore.
"""

import os

import pytest
from hypothesis import HealthCheck, settings

from tests import postgres

_ALWAYS = settings(deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow])

settings.register_profile("quick", _ALWAYS, max_examples=60, derandomize=True, database=None)
settings.register_profile("thorough", _ALWAYS, max_examples=200, derandomize=True, database=None)
settings.register_profile("explore", _ALWAYS, max_examples=5000)  # new examples on every run


def pytest_configure(config: pytest.Config) -> None:
    """Thorough wherever the slow tests run too; HYPOTHESIS_PROFILE names another profile."""
    usual = "quick" if "not slow" in config.option.markexpr else "thorough"
    settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", usual))
    if postgres.kind() == "postgresql":
        postgres.of_this_run()  # here, so that the workers of the run find it in their environment
