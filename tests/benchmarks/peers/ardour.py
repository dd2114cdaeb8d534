"""Ardour 7 or later: the session with faders, panners, aux sends into a bus with ACE Reverb, and for variant B ACE EQ and
ACE Compressor on every track, exported by its own `ardour7-export`. Only the export is timed.

Ardour's Lua makes the session; it cannot place files without a window, so sources, regions and the session's range are
written into the session file, and the files are linked into its folder. All processors are allowed (its own setting leaves
one free).
"""

import os
import shutil
import tempfile
import xml.etree.ElementTree as Xml
from collections.abc import Mapping
from pathlib import Path

from tests.benchmarks.measuring import Cost, timed
from tests.benchmarks.session import COMPRESSOR, EQ, RATE_HZ, Session

NAME = "Ardour"
BUILD = Path(__file__).with_name("ardour_session.lua")
PLUGINS = Path("/usr/lib/lv2")
EQ_USED, EQ_UNUSED = (17, 18, 19, 22), (20, 21)  # switches of ACE EQ's bands: low, 1, 2 and high; 3 and 4


def _tool(name: str) -> str:
    found = (shutil.which(f"ardour{version}-{name}") for version in range(9, 6, -1))
    return next((path for path in found if path), "")


def problem() -> str:
    if not _tool("export") or not _tool("lua"):
        return "ardour (ardour7-lua, ardour7-export) is not installed"
    if not (PLUGINS / "a-eq.lv2").exists():
        return "its LV2 plug-ins (ardour-lv2-plugins) are not installed"
    return ""


def _table(values: Mapping[int, float]) -> str:
    return "{" + ", ".join(f"[{key}] = {value}" for key, value in values.items()) + "}"


def _strip() -> list[str]:
    """ACE EQ by parameter: frequency and gain of low, band 1, band 2 (with widths in octaves) and high; the compressor."""
    low, low_mid, high_mid, high = EQ
    bands = {0: low.frequency_hz, 1: low.gain_db, 14: high.frequency_hz, 15: high.gain_db}
    for first, band in ((2, low_mid), (5, high_mid)):
        bands |= {first: band.frequency_hz, first + 1: band.gain_db, first + 2: 1.4 / band.q}
    bands |= dict.fromkeys(EQ_USED, 1) | dict.fromkeys(EQ_UNUSED, 0)
    c = COMPRESSOR
    compressor = {0: c.attack_ms, 1: c.release_ms, 2: c.knee_db, 3: c.ratio, 4: c.threshold_db, 5: 0}
    plugins = {"a-eq": bands, "a-comp": compressor}
    return [f'{{uri = "urn:ardour:{name}", values = {_table(values)}}}' for name, values in plugins.items()]


def _mix(session: Session) -> str:
    tracks = [
        f"{{gain = {t.gain}, pan = {(t.pan + 1) / 2}, send_gain = {t.send_gain}}}" for t in session.tracks
    ]  # fmt: skip
    strip = _strip() if session.variant == "B" else []
    reverb = '{uri = "urn:ardour:a-reverb", values = {[0] = 1, [1] = 0.7}}'
    return (
        f"return {{rate_hz = {RATE_HZ}, tracks = {{{', '.join(tracks)}}},\n"
        f"strip = {{{', '.join(strip)}}}, reverb = {reverb}}}\n"
    )


def _environment(home: Path, **more: str) -> dict[str, str]:
    """A home of its own, so that nobody's settings count or change."""
    config = home / "config" / Path(_tool("lua")).name.partition("-")[0]
    config.mkdir(parents=True, exist_ok=True)
    (config / "config").write_text('<Ardour><Config><Option name="processor-usage" value="0"/></Config></Ardour>')
    return os.environ | {"HOME": str(home), "XDG_CONFIG_HOME": str(home / "config")} | more


def _place_audio(folder: Path, session: Session) -> None:
    """Sources, one region a track, and the session's range, into the saved session."""
    saved = folder / "mix.ardour"
    tree = Xml.parse(saved)
    root = tree.getroot()
    media = folder / "interchange" / folder.name / "audiofiles"
    sources, playlists, locations = (root.find(name) for name in ("Sources", "Playlists", "Locations"))
    assert sources is not None and playlists is not None and locations is not None
    number, length = int(root.get("id-counter", "0")) + 1, str(session.frames)
    for playlist, track in zip(playlists, session.tracks, strict=True):
        os.link(track.path, media / track.path.name)
        source, region = str(number), str(number + 1)
        Xml.SubElement(
            sources, "Source", name=track.path.name, type="audio", flags="", id=source, channel="0", gain="1"
        )
        Xml.SubElement(
            playlist, "Region",
            {"name": track.path.stem, "type": "audio", "id": region, "start": "0", "length": length, "position": "0",
             "channels": "1", "source-0": source, "master-source-0": source, "opaque": "1", "scale-amplitude": "1"},
        )  # fmt: skip
        number += 2
    flags = {"flags": "IsSessionRange", "locked": "0", "position-lock-style": "AudioTime"}
    Xml.SubElement(locations, "Location", {"id": str(number), "name": "session", "start": "0", "end": length, **flags})
    root.set("id-counter", str(number + 1))
    root.set("session-range-is-free", "0")
    tree.write(saved, encoding="UTF-8", xml_declaration=True)


def run(session: Session, output: Path) -> Cost:
    """Some versions of the exporter crash on their way out, after the file is whole: its audio is what counts."""
    with tempfile.TemporaryDirectory(dir=output.parent) as name:
        home, folder = Path(name), Path(name) / "session"
        mix = home / "mix.lua"
        mix.write_text(_mix(session))
        environment = _environment(home, SESSION=str(folder), MIX=str(mix))
        timed([_tool("lua"), str(BUILD)], environment=environment)
        _place_audio(folder, session)
        export = [_tool("export"), "-b", "24", "-o", str(output), str(folder), "mix"]
        return timed(export, crash_allowed=True, environment=environment)
