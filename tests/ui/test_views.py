"""Hazards: words that are cut off or cannot be read, controls on each other, too small or outside the window, in any page,
panel or dialog. A sample of themes, sizes and scales; `python -m tests.screenshots DIR` looks at all of them."""

import subprocess
import sys
from pathlib import Path

import pytest

SAMPLE = (
    ("dark", "1024x700", 1.0),
    ("light", "2560x1600", 2.0),
    ("high-contrast-black", "1920x1080", 1.0),
    ("high-contrast-white", "1920x1200", 1.5),
)


@pytest.mark.parametrize(("theme_id", "size", "scale"), SAMPLE)
def test_every_view_can_be_read_and_hit(theme_id: str, size: str, scale: float, tmp_path: Path) -> None:
    """In a process of its own: the scale cannot change while another test's window exists."""
    asked = ["--themes", theme_id, "--sizes", size, "--scales", f"{scale}", "--tracks", "24"]
    command = [sys.executable, "-m", "tests.screenshots", str(tmp_path), *asked]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.stderr == "" and done.stdout.split() == [], done.stdout + done.stderr
    assert done.returncode == 0 and len(list(tmp_path.glob("*.png"))) > 25
