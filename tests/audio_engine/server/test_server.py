"""Hazards: a message that nobody handles; one that cannot be read and leaves no trace; a revoked client that still rules;
a song that nobody locks while it is recorded."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast, get_args

import msgspec
import pytest

from audio_engine import protocol
from audio_engine.disk import song_lock
from audio_engine.protocol import EngineEvent, PassRequest, PassResult
from audio_engine.server import server as server_module
from audio_engine.server.clients import Client
from audio_engine.server.server import EngineServer
from audio_engine.shared_memory import layout_hash


class Peer:
    """A client without a process: what it was sent, and whether the engine hung up."""

    def __init__(self, server: EngineServer) -> None:
        from audio_engine.control_block import ControlBlock

        self.events: list[EngineEvent] = []
        self.hung_up = False
        courier = SimpleNamespace(
            send=lambda data: self.events.append(protocol.decode_event(data)),
            close=lambda: setattr(self, "hung_up", True),
        )
        self._server, self.client = server, Client(cast(Any, courier), ControlBlock.shared())

    def say(self, message: protocol.ClientMessage) -> None:
        self._server._handle(self.client, protocol.encode(message))

    def hello(self) -> None:
        self.say(protocol.Hello("worktape 0", layout_hash(), "test"))

    def told(self) -> list[type]:
        return [type(event) for event in self.events]


@pytest.fixture
def server() -> Iterator[EngineServer]:
    made = EngineServer("")
    yield made
    made._close()


def test_every_message_of_a_client_is_handled() -> None:
    first = {protocol.Hello, protocol.RequestRetrospective}
    assert set(server_module._HANDLERS) == set(get_args(protocol.ClientMessage)) - first


def test_a_message_that_cannot_be_read_is_logged_and_its_sender_hung_up_on(
    server: EngineServer, caplog: pytest.LogCaptureFixture
) -> None:
    peer = Peer(server)
    server._handle(peer.client, b"\xff\xff")
    assert peer.hung_up and "cannot be read" in caplog.text


def test_another_version_is_refused_before_anything_is_shared(server: EngineServer) -> None:
    peer = Peer(server)
    peer.say(protocol.Hello("worktape 9", "another layout", "test"))
    assert peer.told() == [protocol.Problem] and peer.hung_up
    assert server._clients.current is None


def test_a_newer_client_gets_the_values_and_the_old_one_is_heard_no_more(server: EngineServer) -> None:
    old, new = Peer(server), Peer(server)
    old.hello()
    old.client.control.targets[0, 0] = 0.25
    new.hello()
    assert old.told() == [protocol.Welcome, protocol.Revoked] and old.hung_up
    assert new.client.control.targets[0, 0] == 0.25
    old.say(protocol.Shutdown())
    assert not server._is_ending
    new.say(protocol.Shutdown())
    assert server._is_ending


def test_nothing_is_recorded_without_a_device(server: EngineServer) -> None:
    peer = Peer(server)
    peer.hello()
    request = PassRequest(pass_id="p1", song_folder="/song", journal="/song/passes/p1.jsonl", start_frame=0)
    peer.say(protocol.StartPass(request))
    peer.say(protocol.StartRetrospectivePass(request, 1.0))
    assert peer.told()[1:] == [protocol.Problem, protocol.Problem]


def test_a_song_that_a_command_had_for_a_moment_is_locked_after_it(
    server: EngineServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server_module, "LOCK_RETRY_S", 0.0)
    server._passes.running = PassRequest(
        pass_id="p1", song_folder=str(tmp_path), journal=str(tmp_path / "p1.jsonl"), start_frame=0
    )
    command = (tmp_path / song_lock.LOCK_NAME).open("a+b")
    assert song_lock.acquire(command)
    server._watch_company()
    song_lock.release(command)
    server._watch_company()
    with (tmp_path / song_lock.LOCK_NAME).open("a+b") as other:
        assert not song_lock.acquire(other), "the engine records, and its window is gone"
        window = Peer(server)
        window.hello()
        server._watch_company()
        assert song_lock.acquire(other), "it was handed to the window that joined"
    server._passes.running = None


def test_a_finished_pass_is_handed_out_until_it_is_taken(server: EngineServer) -> None:
    result = PassResult(
        pass_id="p1", journal="/song/passes/p1.jsonl", rate_hz=48000, started_at="", latency_frames=0,
        latency_measured=False, files=(), rounds=(), gaps=(),
    )  # fmt: skip
    server._pass_finished(result)
    server._run_waiting_jobs()
    first, second = Peer(server), Peer(server)
    first.hello()
    first.say(protocol.TakePasses(("p1",)))
    second.hello()
    welcomes = [peer.events[0] for peer in (first, second)]
    assert [msgspec.structs.asdict(w)["finished"] for w in welcomes] == [(result,), ()]


def test_a_program_that_asks_for_a_recording_takes_nothing_over(server: EngineServer) -> None:
    window, asking, late = Peer(server), Peer(server), Peer(server)
    window.hello()
    asking.say(protocol.RequestRetrospective(("Vox",)))
    late.say(protocol.RequestRetrospective(()))
    assert window.told()[1:] == [protocol.RetrospectiveRequested] and not window.hung_up
    assert late.told() == [protocol.RetrospectiveAnswered] and late.hung_up
    window.say(protocol.AnswerRetrospective(True, "Kept on Vox."))
    assert asking.events == [protocol.RetrospectiveAnswered(True, "Kept on Vox.")] and asking.hung_up


@pytest.mark.parametrize(("ends_with_client", "after_s"), [(True, 3.0), (False, 1800.0)])
def test_a_recording_ends_soon_after_the_only_program_that_could_end_it(
    server: EngineServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ends_with_client: bool, after_s: float
) -> None:
    now_s = [0.0]
    monkeypatch.setattr("audio_engine.server.clients.time.monotonic", lambda: now_s[0])
    peer = Peer(server)
    peer.hello()
    server._passes.running = PassRequest(
        pass_id="p1", song_folder=str(tmp_path), journal=str(tmp_path / "p1.jsonl"), start_frame=0,
        ends_with_client=ends_with_client,
    )  # fmt: skip
    now_s[0] = 7200.0
    server._watch_company()
    assert not server._is_ending, "as long as the program is there it records"
    server._clients._lose(peer.client)
    for waited_s, ends in ((after_s - 0.5, False), (after_s + 0.5, True)):
        now_s[0] = 7200.0 + waited_s
        server._watch_company()
        assert server._is_ending is ends
    Peer(server).hello()  # which has the song's lock from the engine
    server._passes.running = None
