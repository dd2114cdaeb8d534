"""The window over the fake engine, as the tests of the window have it."""

from tests.ui.conftest import desk as desk
from tests.ui.conftest import empty_desk as empty_desk
