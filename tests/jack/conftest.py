"""These tests run on a real device: a JACK server with the dummy driver."""

import pytest

from tests.helpers.jack import AVAILABLE


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/jack" in str(item.path):
            item.add_marker(pytest.mark.jack)
            if not AVAILABLE:
                item.add_marker(pytest.mark.skip(reason="jackd2 is not installed"))
