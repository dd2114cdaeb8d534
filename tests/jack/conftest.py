"""These tests run on a real device: a JACK server with the dummy driver."""

import pytest

from tests.helpers.jack import AVAILABLE


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/jack" in str(item.path):
            item.add_marker(pytest.mark.jack)
            item.add_marker(pytest.mark.xdist_group("jack"))  # one server at a time: two would starve each other
            if not AVAILABLE:
                item.add_marker(pytest.mark.skip(reason="jackd2 is not installed"))
