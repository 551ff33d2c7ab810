"""The site's tests: Django is set up once, and each test gets a browser-like client."""

import os

import django
import pytest
from django.test import Client

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gatepost.web.settings")
django.setup()


@pytest.fixture
def visitor() -> Client:
    """Somebody who visits; errors of ours are raised, not hidden behind the 500 page."""
    return Client(SERVER_NAME="localhost")
