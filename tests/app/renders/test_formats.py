"""Hazard: an audio format that one list knows and another does not."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.problems import Refused
from app.renders.jobs import BounceOptions, StemOptions, start_bounce, start_stems
from audio_engine import formats
from audio_engine.formats import Format, Tags
from audio_engine.output_file import OutputFile, OutputWriter
from tests.app.renders.test_jobs import opened  # noqa: F401  (a fixture)

DUMMY = Format("Dummy", ".dummy", depths=("24", "16"), container="AIFF", tags=("title", "encoder"))


@pytest.fixture(autouse=True)
def with_dummy() -> Iterator[None]:
    formats.FORMATS.append(DUMMY)
    yield
    formats.FORMATS.remove(DUMMY)


def test_it_is_written_with_its_tags(tmp_path: Path) -> None:
    file = OutputFile(name="Mix", path=str(tmp_path / "Mix.dummy"), tags=Tags(title="A song", encoder="Worktape"))
    writer = OutputWriter(file, "24", 0, 48000, 48000, 2, 0, 0)
    tone = (0.25 * np.sin(np.arange(4800) / 7.0)).astype(np.float32)
    writer.write(np.stack([tone, tone], axis=1), last=True)
    writer.finish()
    writer.publish()
    with soundfile.SoundFile(tmp_path / "Mix.dummy") as written:
        assert (written.format, written.subtype, written.title, written.software[:8]) == (
            "AIFF",
            "PCM_24",
            "A song",
            "Worktape",
        )
        assert np.abs(written.read()[:, 0] - tone).max() < 2.0**-22


def test_sentences_name_it(opened, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]  # noqa: F811
    with pytest.raises(Refused, match=r" or \.dummy"):
        start_bounce(opened, BounceOptions(tmp_path / "Mix.mod"))
    with pytest.raises(Refused, match="Dummy has a depth of 16 or 24"):
        start_bounce(opened, BounceOptions(tmp_path / "Mix.dummy", depth="32f"))
    with pytest.raises(Refused, match="Stems are .* or Dummy"):
        start_stems(opened, tmp_path / "stems", StemOptions(suffix=".mp3"))


def test_the_command_line_offers_it() -> None:
    code = (
        "from audio_engine.formats import FORMATS, Format; from typer.testing import CliRunner;"
        "FORMATS.append(Format('Dummy', '.dummy', depths=('24',), container='AIFF'));"
        "from app.cli.main import app;"
        "[print(CliRunner().invoke(app, [c, '--help'], env={'COLUMNS': '200'}).stdout) for c in ('bounce', 'stems')]"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert " or .dummy" in said and "|dummy" in said
