"""How loud each section of the mix is, on the command line.

Lives: command line, main thread.
"""

import json
from pathlib import Path

from app.cli import interrupt
from app.cli.reporting import Reporter
from app.renders.dynamics import DynamicsJob
from app.song.open_song import OpenSong
from app.stages.mix_hash import mix_hash


def dynamics(path: Path, as_json: bool, report: Reporter) -> None:
    """Bounce and measure the mix, and list its sections beside the emotional timeline."""
    opened = OpenSong.existing(path, "worktape write", read_only=True)
    found = interrupt.run(DynamicsJob(opened, mix_hash(opened.song)))
    song = opened.song
    levels, sentence = found.section_lu(song), found.sentence(song)
    if as_json:
        sections = [
            {"name": s.name, "intensity": s.intensity, "lu": None if s.id not in levels else round(levels[s.id], 1)}
            for s in song.sections
        ]
        facts = {"integrated_lufs": round(found.curve.integrated_lufs, 1), "sections": sections, "sentence": sentence}
        report(json.dumps(facts, indent=2, ensure_ascii=False))
        return
    report(f"{found.curve.integrated_lufs:.1f} LUFS")
    for section in song.sections:
        level = f"{levels[section.id]:+.1f} LU" if section.id in levels else "silent"
        report(f"{section.name}  intensity {section.intensity}  {level}")
    if sentence:
        report(sentence)
