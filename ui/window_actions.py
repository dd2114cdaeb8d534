"""What each key does, in the order in which the list shows it.

Lives: window, main thread.
"""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from app.edits import tracks as track_edits
from app.edits import transport as transport_edits
from app.edits.channels import swap_strips, toggle_solo
from app.edits.edit import Edit
from app.edits.monitor import set_monitor
from app.model.channel import Channel
from app.model.tempo_map import tempo_map
from app.model.track import Track
from app.recording import comping
from ui.actions import Actions
from ui.arrange import clip_verbs
from ui.arrange.take_header import toggle_keeper
from ui.mixer.channel_verbs import toggled
from ui.mixer.strip_menu import paste_strip
from ui.pages.step_list import NAMES
from ui.take_verbs import discard_last
from ui.track_verbs import add_track
from ui.transport.retrospective_choice import keep_recent

if TYPE_CHECKING:
    from ui.main_window import MainWindow


MIX = 3


class WindowActions:
    def __init__(self, window: "MainWindow") -> None:
        self._window = window
        self._bridge, self._selection = window.bridge, window.selection
        self.actions = Actions(window)
        self._add_transport()
        self._add_tracks()
        self._add_clips()
        self._add_view()
        self._add_song()

    # --- rows
    def _add_transport(self) -> None:
        add, bridge, bar = self.actions.add, self._bridge, self._window.transport
        session = bridge.session
        group = "Transport"
        add(group, "Play or stop", ("Space",), lambda: bridge.attempt(session.toggle_play))
        add(group, "Record, or punch out and play on", ("R",), bridge.toggle_record)
        add(group, "Stop and return to the start", (".", "Home", "Return"), self._stop_and_return)
        add(group, "Discard the take and try again", ("Ctrl+R",), self._retry)
        add(group, "Discard the last recording", ("Ctrl+Shift+R",), partial(discard_last, bridge))
        add(group, "Loop on or off", ("L",), bar.toggle_loop)
        add(group, "Loop starts at the playhead", ("[",), lambda: self._loop_edge(start=True))
        add(group, "Loop ends at the playhead", ("]",), lambda: self._loop_edge(start=False))
        add(group, "Punch on or off", ("P",), bar.toggle_punch)
        add(group, "Punch in at the playhead", ("{",), lambda: self._punch_edge(transport_edits.set_punch_in))
        add(group, "Punch out at the playhead", ("}",), lambda: self._punch_edge(transport_edits.set_punch_out))
        add(group, "Keep the last 60 seconds", ("Shift+R",), self._keep_recent)
        bar.retrospective_asked.connect(self._keep_recent)
        add(group, "Play the selection", ("Shift+Space",), self._play_selection)
        add(group, "Click", ("C",), bar.toggle_click)
        add(group, "Count-in", ("Shift+C",), bar.toggle_count_in)
        add(group, "Swap bars and time in the clock", ("F",), bar.clock.flip)
        add(group, "Tap the tempo", ("T",), self._window.tap_tempo)
        add(group, "Tempo and meter changes", ("Ctrl+Shift+T",), self._window.show_tempo)
        add(group, "Previous section", ("Shift+Left",), lambda: self._to_section(-1))
        add(group, "Next section", ("Shift+Right",), lambda: self._to_section(1))

    def _add_tracks(self) -> None:
        add, group, window = self.actions.add, "Selected track", self._window
        add(group, "Add a track", ("Ctrl+T",), partial(add_track, self._bridge))
        add(group, "Channel on the left", ("Alt+Left",), lambda: self._walk(-1))
        add(group, "Channel on the right", ("Alt+Right",), lambda: self._walk(1))
        add(group, "Focus fader", ("V",), lambda: window.show_mix().focus_strip("fader"))
        add(group, "Focus pan", ("Shift+V",), lambda: window.show_mix().focus_strip("pan"))
        add(group, "Arm", ("A",), lambda: self._on_track(lambda t: track_edits.set_armed(t.id, not t.armed)))
        add(group, "Mute", ("M",), lambda: self._on_channel(lambda c: toggled(c, "mute")))
        add(group, "Solo (or split, while a clip is chosen)", ("S",), self._solo_or_split)
        add(group, "Rename", ("F2",), self._rename)
        add(group, "Editor of the channel", ("E",), self._edit_channel)
        add(group, "Automation on the timeline", ("Shift+A",), self._toggle_automation)
        add(group, "Takes of the track", ("Shift+T",), self._toggle_takes)
        add(group, "Next take under the playhead", ("Alt+Down",), lambda: self._next_take(1))
        add(group, "Previous take under the playhead", ("Alt+Up",), lambda: self._next_take(-1))
        add(group, "Keeper: mark the phrase as done", ("K",), self._toggle_keeper)
        add(group, "Compare A and B of the strip", ("Alt+B",), self._swap_strips)
        add(group, "Copy the strip", ("Ctrl+Alt+C",), self._copy_strip)
        add(group, "Paste the strip", ("Ctrl+Alt+V",), self._paste_strip)
        add(group, "Remove the track", ("Ctrl+Backspace",), self._remove_track)

    def _add_clips(self) -> None:
        add, group, window = self.actions.add, "Clips", self._window
        add(group, "Split at the playhead", ("Ctrl+E",), self._split)
        add(group, "Delete", ("Del", "Backspace"), lambda: clip_verbs.delete(self._bridge, self._selection))
        add(group, "Duplicate", ("Ctrl+D",), lambda: clip_verbs.duplicate(self._bridge, self._selection))
        for text, keys, bars, sign in (
            ("Nudge a beat earlier", ("Ctrl+Left",), False, -1),
            ("Nudge a beat later", ("Ctrl+Right",), False, 1),
            ("Nudge a bar earlier", ("Ctrl+Shift+Left",), True, -1),
            ("Nudge a bar later", ("Ctrl+Shift+Right",), True, 1),
        ):
            add(group, text, keys, partial(self._nudge, bars, sign))
        for text, keys, fade_in in (
            ("Fade in up to the playhead", ("Alt+[",), True),
            ("Fade out from the playhead", ("Alt+]",), False),
        ):
            add(group, text, keys, partial(self._fade, fade_in))
        for text, keys, way in (("Longer crossfade", ("J",), 1), ("Shorter crossfade", ("Shift+J",), -1)):
            add(group, text, keys, partial(clip_verbs.longer_join, self._bridge, self._selection, way))
        add(group, "A decibel louder", ("Ctrl+Up",), lambda: clip_verbs.louder(self._bridge, self._selection, 1.0))
        add(group, "A decibel softer", ("Ctrl+Down",), lambda: clip_verbs.louder(self._bridge, self._selection, -1.0))
        add(group, "Select all clips", ("Ctrl+A",), window.select_all)
        add(group, "Close the editor, or select nothing", ("Esc",), self._escape)

    def _add_view(self) -> None:
        add, group, window = self.actions.add, "View", self._window
        add(group, "Zoom in", ("=", "+"), lambda: window.arrange.zoom(1.5))
        add(group, "Zoom out", ("-",), lambda: window.arrange.zoom(1 / 1.5))
        add(group, "Whole song", ("0",), window.arrange.fit)
        add(group, "Master panel: loudness, limiter, stereo", ("Alt+M",), lambda: window.show_mix().toggle_master())
        add(group, "Picture of the mix", ("Alt+P",), lambda: window.show_mix().show_picture())
        add(group, "Mix versions", ("Alt+V",), lambda: window.show_mix().toggle_versions())
        add(group, "Dim the monitor", ("Alt+D",), partial(self._toggle_monitor, "dim"))
        add(group, "Talk to the headphones", ("B",), self._talk)
        add(group, "Monitor in mono", ("Alt+O",), partial(self._toggle_monitor, "mono"))
        add(group, "Narrow or wide strips", ("Alt+N",), window.mix.toggle_narrow)
        add(group, "Higher or lower lanes", ("H",), window.next_lane_height)
        add(group, "Next area of the window", ("F6",), lambda: window.focus_areas.walk(1))
        add(group, "Previous area of the window", ("Shift+F6",), lambda: window.focus_areas.walk(-1))
        add(group, "Dismiss the newest notice", ("Shift+Esc",), window.notices.dismiss_newest)
        for number, name in enumerate(NAMES, 1):
            add(group, f"{name} page", (f"Ctrl+{number}",), partial(window.show_page, number))

    def _add_song(self) -> None:
        add, group, window = self.actions.add, "Song", self._window
        add(group, "Undo", ("Ctrl+Z",), window.undo)
        add(group, "Redo", ("Ctrl+Shift+Z", "Ctrl+Y"), window.redo)
        add(group, "Save", ("Ctrl+S",), window.save)
        add(group, "Save a copy or an archive elsewhere", ("Ctrl+Shift+S",), window.save_copy)
        add(group, "Files of the song: check, find, clean up", ("Ctrl+Shift+F",), window.show_files)
        add(group, "New or open a song", ("Ctrl+O", "Ctrl+N"), window.show_songs)
        add(group, "Rename the song", ("Shift+F2",), window.rename_song)
        add(group, "Import audio", ("Ctrl+I",), window.choose_audio)
        add(group, "Bounce and stems", ("Ctrl+Shift+E",), window.show_bounce)
        add(group, "Audio device", ("Ctrl+,",), window.show_devices)
        add(group, "List of all keys", ("?", "F1"), window.show_shortcuts)
        add(group, "Quit", ("Ctrl+Q",), window.close)

    # --- what they do
    def _stop_and_return(self) -> None:
        session = self._bridge.session
        if self._bridge.clock.state != "stopped":
            self._bridge.attempt(session.stop)
        self._bridge.attempt(session.return_to_start)

    def _retry(self) -> None:
        """Stop, forget what was just recorded (the files stay) and record again from the same place."""
        self._window.retry.begin()

    def _loop_edge(self, *, start: bool) -> None:
        settings, frame = self._bridge.song.transport, max(0, self._bridge.clock.frame)
        bar = round(self._bar())
        first = frame if start else settings.loop_start_frame
        last = settings.loop_end_frame if start else frame
        if last <= first:
            first, last = (frame, frame + 4 * bar) if start else (max(0, frame - 4 * bar), frame)
        if last > first:
            self._bridge.perform(transport_edits.set_loop(True, first, last))

    def _punch_edge(self, edit: Callable[[int], Edit]) -> None:
        self._bridge.perform(edit(max(0, self._bridge.clock.frame)))

    def _keep_recent(self) -> None:
        keep_recent(self._bridge, self._window.transport.retrospective)

    def _play_selection(self) -> None:
        chosen = clip_verbs.selected_clips(self._bridge.song, self._selection.clips)
        session = self._bridge.session
        if chosen:
            self._bridge.attempt(lambda: session.locate(min(clip.timeline_start_frame for clip in chosen)))
        self._bridge.attempt(session.play)

    def _to_section(self, way: int) -> None:
        frame = self._bridge.clock.frame
        starts = [section.start_frame for section in self._bridge.song.sections]
        beyond = [s for s in starts if (s > frame if way > 0 else s < frame - self._bridge.song.rate_hz // 2)]
        if beyond:
            self._bridge.attempt(lambda: self._bridge.session.locate(min(beyond) if way > 0 else max(beyond)))

    def _track(self) -> Track | None:
        track = self._bridge.track(self._selection.track)
        if track is None:
            self._bridge.noticed.emit("info", "Choose a track first: click its header.", None, None)
        return track

    def _on_track(self, make: Callable[[Track], Edit]) -> None:
        track = self._track()
        if track is not None:
            self._bridge.perform(make(track))

    def _on_channel(self, make: Callable[[Channel], Edit]) -> None:
        channel = self._channel()
        if channel is not None:
            self._bridge.perform(make(channel))

    def _solo_or_split(self) -> None:
        if self._selection.clips and self._window.arrange.lanes.hasFocus():
            self._split()
        else:
            self._on_channel(lambda channel: toggle_solo(channel.id))

    def _edit_channel(self) -> None:
        self._window.show_mix().toggle_editor()

    def _walk(self, way: int) -> None:
        self._window.mix.walk(way)
        if self._selection.track is not None:
            self._window.arrange.show_track(self._selection.track)

    def _channel(self) -> Channel | None:
        channel = self._bridge.channel(self._selection.channel)
        if channel is None:
            self._bridge.noticed.emit("info", "Choose a channel first: click its strip or header.", None, None)
        return channel

    def _toggle_automation(self) -> None:
        channel = self._channel()
        if channel is not None:
            self._window.arrange.toggle_automation(channel.id)

    def _toggle_takes(self) -> None:
        track = self._track()
        if track is not None:
            self._window.arrange.toggle_takes(track.id)

    def _next_take(self, way: int) -> None:
        track = self._track()
        if track is not None:
            self._bridge.attempt(lambda: comping.choose_next(self._bridge.session, track.id, way))

    def _toggle_keeper(self) -> None:
        track = self._track()
        if track is not None:
            toggle_keeper(self._bridge, track)

    def _toggle_monitor(self, path: str) -> None:
        self._bridge.perform(set_monitor(**{path: not getattr(self._bridge.song.monitor, path)}))

    def _swap_strips(self) -> None:
        channel = self._channel()
        if channel is not None:
            self._bridge.perform(swap_strips(channel.id))

    def _copy_strip(self) -> None:
        channel = self._channel()
        if channel is not None:
            self._window.mix.console.menus.copy(channel)

    def _paste_strip(self) -> None:
        channel = self._channel()
        if channel is not None:
            paste_strip(self._bridge, channel.id, self._window.mix.console.menus)

    def _escape(self) -> None:
        if self._window.page == MIX and self._window.mix.dock_open:
            self._window.mix.close_dock()
        else:
            self._selection.set_clips(())

    def _rename(self) -> None:
        track = self._track()
        if track is not None and track.id in self._window.arrange.headers.headers:
            self._window.arrange.headers.headers[track.id].name.open_field()

    def _remove_track(self) -> None:
        self._on_track(lambda track: track_edits.remove_track(track.id))

    def _split(self) -> None:
        clip_verbs.split(self._bridge, self._selection.clips, self._bridge.clock.frame)

    def _fade(self, fade_in: bool) -> None:
        clip_verbs.fade_to(self._bridge, self._selection, self._bridge.clock.frame, fade_in=fade_in)

    def _bar(self) -> float:
        held = tempo_map(self._bridge.song).at(self._bridge.clock.frame)
        return held.beat_frames * held.meter.beats_per_bar

    def _talk(self) -> None:
        room = self._bridge.session.room
        self._bridge.attempt(lambda: room.talk(not room.state.talking))

    def _nudge(self, bars: bool, sign: int) -> None:
        """By the bar or beat that lies there, not at the playhead."""
        clips = clip_verbs.selected_clips(self._bridge.song, self._selection.clips)
        if clips:
            start, tempo = min(clip.timeline_start_frame for clip in clips), tempo_map(self._bridge.song)
            beat = tempo.at(start if sign > 0 else start - 1).beat_frames
            step = tempo.moved(start, sign) - start if bars else round(sign * beat)
            clip_verbs.nudge(self._bridge, self._selection, step)
