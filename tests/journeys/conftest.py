"""The window over the fake engine, as the tests of the window have it."""

from tests.ui.conftest import driver as driver
from tests.ui.conftest import empty_driver as empty_driver
