"""ecasound with Steve Harris's LADSPA plug-ins: four singlePara and an sc4m a track, gverb on the send.

A track's chain has three channels after its fader, left, right and send, so that one loop device carries them all.
"""

import shutil
from pathlib import Path

from tests.benchmarks.measuring import Cost, timed
from tests.benchmarks.peers import levels
from tests.benchmarks.session import COMPRESSOR, EQ, RATE_HZ, Session

NAME = "ecasound"
SINGLE_PARA, SC4M, GVERB = 1203, 1916, 1216
PLUGINS = ("single_para_1203.so", "sc4m_1916.so", "gverb_1216.so")
FOLDERS = ("/usr/lib/ladspa", "/usr/lib64/ladspa", "/usr/local/lib/ladspa")


def problem() -> str:
    if shutil.which("ecasound") is None:
        return "ecasound is not installed"
    if not any(all((Path(folder) / plugin).exists() for plugin in PLUGINS) for folder in FOLDERS):
        return "its LADSPA plug-ins (swh-plugins) are not installed"
    return ""


def _processing() -> list[str]:
    """EQ and compressor; singlePara's width is in octaves (1.4 is about Q 1)."""
    bands = [f"-eli:{SINGLE_PARA},{band.gain_db},{band.frequency_hz},{1.4 / band.q:.2f}" for band in EQ]
    c = COMPRESSOR
    return [*bands, f"-eli:{SC4M},0,{c.attack_ms},{c.release_ms},{c.threshold_db},{c.ratio},{c.knee_db},0"]


def command(session: Session, output: Path) -> list[str]:
    text = ["ecasound", "-q", "-z:nointbuf", "-z:nodb", "-b:1024", f"-t:{session.seconds}"]
    for number, track in enumerate(session.tracks):
        text += [f"-a:t{number}", f"-f:s24_le,1,{RATE_HZ}", f"-i:{track.path}"]
        text += _processing() if session.variant == "B" else []
        left, right = levels(track)
        text += ["-chcopy:1,2", "-chcopy:1,3"]
        text += [f"-eac:{100 * g:.3f},{n}" for n, g in enumerate((left, right, track.gain * track.send_gain), start=1)]
    every = ",".join(f"t{number}" for number in range(len(session.tracks)))
    text += [f"-a:{every}", f"-f:f32_le,3,{RATE_HZ}", "-o:loop,1", "-a:mix,reverb", "-i:loop,1"]
    text += ["-a:reverb", "-chmove:3,1", f"-eli:{GVERB},40,1.8,0.5,0.75,-70,-20,0"]
    return [*text, "-a:mix,reverb", f"-f:s24_le,2,{RATE_HZ}", f"-o:{output}"]


def run(session: Session, output: Path) -> Cost:
    output.unlink(missing_ok=True)
    return timed(command(session, output))
