"""Tests of a session get one of two tracks over a fake engine."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.session_rig import SessionRig


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[SessionRig]:
    made = SessionRig(tmp_path)
    yield made
    made.session.close()
