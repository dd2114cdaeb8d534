"""A song.json changed by a hand that knows what belongs where: the result opens and works as any song does, or is refused in
one sentence.

`python -m tests.properties.song_mutations 100000` tries that many; the suite tries a few hundred.
"""

import copy
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.cli.descriptions import describe
from app.edits import buses, channels, printing, routing, sections, takes, tempo, transport, vcas, versions
from app.edits.edit import Edit
from app.engine.plan_builder import build_plan, build_timelines
from app.engine.slots import SlotAllocator
from app.model.automation import Breakpoint
from app.model.clip import Clip
from app.model.ids import BusId, ClipId, CompId, SectionId, TrackId, VcaId, VersionId
from app.model.song import Song
from app.model.tempo import Meter, TempoChange
from app.model.tempo_map import tempo_map
from app.model.track import Comp, FrozenAudio, Keeper
from app.problems import SongProblem
from app.song.changes import diff
from app.stages.progress import stage_progress
from app.stages.recording import refreshed_song
from app.storage.folder import SongFolder
from app.storage.media_check import unsound_media
from app.storage.song_json import decode_song, encode_song
from app.text.paths import find_setting, format_value, settings
from audio_engine import protocol
from tests.helpers.songs import recorded, song_with

FOLDER = Path("/songs/S.worktape")
SEEN = datetime(2026, 11, 20, tzinfo=UTC)
DEEP = "a text that stands for something deep"
NUMBERS = (
    0, 1, -1, 2, 3, 64, 65, 255, 256, 257, 10**6, 2**31, 2**32, 10**10, 10**13, 2**53, 2**53 + 1, 2**63 - 1, 2**63, 2**64,
    10**30, -(2**31), -(10**13), -(2**63), -(2**70), 0.5, -0.5, 1.5, 1e-300, 1e15, 1e300, -1e300, 5e-324,
    float("nan"), float("inf"), float("-inf"), -0.0,
)  # fmt: skip
TEXTS = (
    "", " ", "x", "-inf", "\ud800", "a\udfffb", "\0", "a\0b", "\x1b[31m", "<b>x</b>", "a/b", "/", "//", "..", ".", "../../etc",
    "C:\\x", "a\\/b", "x" * 8000, "é" * 300, "\u202e", "\n", "a\nb", "none", "master", "Xx.x", "%s{0}", "con", "😀" * 70,
    "audio/" + "x" * 300, "audio/a.wav", "audio", "12", "24", "off", "in", "send/x/level_db", "eq/low/gain_db", "mute",
)  # fmt: skip
WILD: tuple[Any, ...] = (*NUMBERS, *TEXTS, True, False, None, [], {}, [[]], [None], {"id": "x"}, DEEP)


def rich_song() -> Song:
    """Something of everything that a song can hold."""
    song = recorded(song_with("Vox", "Bass", "Keys"), FOLDER, ["Vox", "Bass"])
    vox, bass, keys = (TrackId(name) for name in ("Vox", "Bass", "Keys"))
    effect, phones = (next(bus.id for bus in song.buses if bus.kind == kind) for kind in ("reverb", "headphones"))
    edits: list[Edit] = [
        buses.add_bus("group", "Band", BusId("band")),
        buses.add_bus("group", "All", BusId("all")),
        buses.add_bus("chorus", "Wide", BusId("wide")),
        routing.set_output(BusId("band"), BusId("all")),
        routing.set_output(bass, BusId("band")),
        routing.set_key(bass, vox),
        vcas.add_vca("Voices", VcaId("voices")),
        vcas.assign_vca(vox, VcaId("voices")),
        channels.set_parameter(vox, f"send/{effect}/level_db", -12.0),
        channels.set_parameter(vox, f"cue/{phones}/level_db", -3.0),
        channels.set_curve(vox, "fader_db", [Breakpoint(0, float("-inf")), Breakpoint(4800, -3.0, 0.5)]),
        channels.set_curve(vox, "mute", [Breakpoint(0, 1.0), Breakpoint(960, 0.0)]),
        channels.set_curve(vox, f"send/{effect}/level_db", [Breakpoint(100, -6.0)]),
        channels.swap_strips(bass),
        tempo.set_meter(Meter(3, 4, "Xx.")),
        tempo.set_tempo_change(TempoChange(5, 90.0, Meter(7, 8), True)),
        tempo.set_tempo_change(TempoChange(9, 140.0)),
        sections.add_section("Verse", 1, 1, 4, SectionId("verse")),
        transport.set_punch(True, 100, 200),
        transport.set_loop(True, 0, 48000),
        versions.save_version("Quiet", -14.0, "the one", VersionId("quiet")),
        channels.set_parameter(keys, "eq/on", True),
        printing.print_strip(keys),
        takes.add_imported("Loop", "audio/loop.wav", 2, 9600, 100, TrackId("Loop")),
    ]
    for edit in edits:
        song = edit.apply(song)
    lead, *others, last = song.tracks
    lead = replace(
        lead, notes="sings", comps=(Comp(CompId("c2"), "Comp 2", _renamed(lead.clips)),), keepers=(Keeper(0, 100),)
    )
    last = replace(last, frozen=FrozenAudio("audio/frozen.wav", 0, 9600, 2))
    return replace(song, tracks=(lead, *others, last))


def _renamed(clips: tuple[Clip, ...]) -> tuple[Clip, ...]:
    return tuple(replace(clip, id=ClipId(f"{clip.id}-2"), fade_in_frames=10, cross_out_frames=20) for clip in clips)


class Mutator:
    """Changes one to three things in a document each time; the same seed gives the same changes."""

    def __init__(self, data: bytes, seed: int) -> None:
        self._document, self._chance = json.loads(data), random.Random(seed)
        self._by_key: dict[str, list[Any]] = {}
        for holder, key in _places(self._document):
            self._by_key.setdefault(str(key), []).append(holder[key])

    def mutated(self) -> bytes:
        return self._written(self._changed())

    def mutated_lines(self) -> bytes:
        """Of a list: each of its items on a line of its own."""
        changed = self._changed()
        return b"\n".join(map(self._written, changed if isinstance(changed, list) else [changed]))

    def _changed(self) -> Any:
        document = copy.deepcopy(self._document)
        for _ in range(self._chance.choice((1, 1, 1, 2, 3))):
            self._change(document)
        return document

    def _written(self, document: Any) -> bytes:
        text = json.dumps(document).encode()
        if DEEP.encode() in text:
            depth = self._chance.choice((5, 40, 300, 900, 1100, 100_000))
            opening, closing = self._chance.choice(((b"[", b"]"), (b'{"a":', b"}")))
            text = text.replace(b'"' + DEEP.encode() + b'"', opening * depth + b"1" + closing * depth)
        return self._torn(text) if self._chance.random() < 0.05 else text

    def _change(self, document: Any) -> None:
        every = list(_places(document))
        holder, key = self._chance.choice(every)
        held, roll = holder[key], self._chance.random()
        if roll < 0.3:
            holder[key] = copy.deepcopy(self._chance.choice(WILD))
        elif roll < 0.5 and isinstance(held, (int, float)) and not isinstance(held, bool):
            holder[key] = self._near(held)
        elif roll < 0.6 and isinstance(held, str):
            holder[key] = self._chance.choice(TEXTS)
        elif roll < 0.75:
            holder[key] = copy.deepcopy(self._chance.choice(self._by_key.get(str(key), WILD)))
        elif roll < 0.85:
            del holder[key]
        elif isinstance(held, list) and held:
            held.insert(self._chance.randrange(len(held) + 1), copy.deepcopy(self._chance.choice(held)))
        else:
            other, place = self._chance.choice(every)
            holder[key], other[place] = other[place], held if not _inside(held, other) else None

    def _near(self, number: float) -> float:
        step = self._chance.choice((1, -1, 0.5, 48000, -48000, number, -2 * number, number * 999, 1e6, 2**40))
        return number + step if isinstance(number, float) else int(number + step)

    def _torn(self, text: bytes) -> bytes:
        at = self._chance.randrange(len(text))
        kind = self._chance.randrange(4)
        if kind == 0:
            return text[:at]
        if kind == 1:
            return text[:at] + self._chance.randbytes(3) + text[at + 3 :]
        return text[:at] + self._chance.choice((b"\0", b"\xff", b'"', b"}", b"\xed\xa0\x80")) + text[at:]


def _places(document: Any) -> list[tuple[Any, Any]]:
    """Every (holder, key) of a document, from the top."""
    found: list[tuple[Any, Any]] = []
    waiting = [document]
    while waiting:
        holder = waiting.pop()
        keys = list(holder) if isinstance(holder, dict) else range(len(holder)) if isinstance(holder, list) else ()
        for key in keys:
            found.append((holder, key))
            waiting.append(holder[key])
    return found


def _inside(held: Any, holder: Any) -> bool:
    return held is holder or any(inner[key] is holder or inner is holder for inner, key in _places(held))


def verdict(data: bytes, draw: Callable[[Song], object] | None = None) -> str:
    """`refused` or `works`; whatever else is raised is a fault."""
    try:
        song = decode_song(data, "song.json")
    except SongProblem as problem:
        told = str(problem)
        assert told.endswith((".", "…")) and "\n" not in told and len(told) < 1200 and told.encode(), told
        return "refused"
    use(song)
    if draw is not None:
        draw(song)
    return "works"


def use(song: Song) -> None:
    """Everything that the program does with a song that was opened."""
    slots = SlotAllocator()
    plan, timelines = build_plan(song, slots), build_timelines(song, slots, FOLDER)
    for message in (protocol.SetPlan(plan), protocol.SetTimelines(tuple(timelines))):
        assert protocol.decode_client(protocol.encode(message)) == message
    for setting in settings(song):
        format_value(setting.value)
    assert find_setting(song, "tempo_bpm").path == "tempo_bpm"
    for line in describe(song):
        assert line
    tempo_map(song).lines(0.0, float(min(song.length_frames, 10**7)), 1)
    tempo_map(song).position(song.length_frames)
    stage_progress(refreshed_song(song, SEEN))
    unsound_media(SongFolder(FOLDER), song)
    assert diff(song, song) is not None
    saved = encode_song(song)
    assert decode_song(saved, "song.json") == song, "it reloads unequal"


def main(count: int, seed: int) -> int:
    mutator, told, faults = Mutator(encode_song(rich_song()), seed), Counter[str](), Counter[str]()
    began_s = time.monotonic()
    for number in range(count):
        data = mutator.mutated()
        try:
            told[verdict(data)] += 1
        except Exception as fault:
            kind = f"{type(fault).__name__}: {str(fault)[:160]}"
            faults[kind] += 1
            if faults[kind] == 1:
                Path(f"fault-{seed}-{number}.json").write_bytes(data)
                print(kind, f"fault-{seed}-{number}.json", flush=True)
        if number % 5000 == 4999:
            print(number + 1, dict(told), sum(faults.values()), f"{time.monotonic() - began_s:.0f} s", flush=True)
    print(dict(told), dict(faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000, int(sys.argv[2]) if len(sys.argv) > 2 else 1))
