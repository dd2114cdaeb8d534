"""Hazards: a client that says nothing, half a word, or nonsense, and costs the engine a thread for ever."""

import logging
import os
import queue
import socket
import threading
from multiprocessing.connection import Client, Connection, Listener
from pathlib import Path

import pytest

from audio_engine import connection

KEY = b"secret"
PATIENCE_S = 20.0
pytestmark = pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="named pipes have limits of their own")


@pytest.fixture
def listener(tmp_path: Path) -> Listener:
    return Listener(str(tmp_path / "engine"))


def handshakes() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "handshake"]


@pytest.mark.parametrize("said", [b"", b"\0\0\0\x20half a message"])
def test_a_client_that_stays_silent_costs_no_thread(
    listener: Listener, monkeypatch: pytest.MonkeyPatch, said: bytes
) -> None:
    """Closing a connection does not wake the thread that reads from it."""
    monkeypatch.setattr(connection, "HANDSHAKE_S", 0.05)
    admitted: list[Connection] = []
    with listener, socket.socket(socket.AF_UNIX) as silent:
        silent.connect(str(listener.address))
        silent.sendall(said)
        connection.shake_hands(listener.accept(), KEY, admitted.append)
        for thread in handshakes():
            thread.join(PATIENCE_S)
        assert handshakes() == [] and admitted == []


def test_a_client_with_the_key_is_let_in(listener: Listener) -> None:
    admitted: queue.SimpleQueue[Connection] = queue.SimpleQueue()
    address = connection.EngineAddress(os.getpid(), str(listener.address), KEY.hex(), "", "")
    with listener:
        accepting = threading.Thread(
            target=lambda: connection.shake_hands(listener.accept(), KEY, admitted.put), daemon=True
        )
        accepting.start()
        with connection.connect(address) as client, admitted.get(timeout=PATIENCE_S) as server:
            client.send_bytes(b"hello")
            assert server.recv_bytes() == b"hello"


def test_a_client_without_the_key_is_hung_up_on(listener: Listener, caplog: pytest.LogCaptureFixture) -> None:
    with listener:
        threading.Thread(
            target=lambda: connection.shake_hands(listener.accept(), KEY, lambda _: None), daemon=True
        ).start()
        with pytest.raises((connection.AuthenticationError, EOFError, OSError)):
            Client(listener.address, authkey=b"another")
        for thread in handshakes():
            thread.join(PATIENCE_S)
    assert "did not authenticate" in caplog.text


def test_a_message_that_cannot_be_read_ends_the_connection_and_is_logged(
    listener: Listener, caplog: pytest.LogCaptureFixture
) -> None:
    gone = threading.Event()

    def fail(_data: bytes) -> None:
        raise ValueError("no message of ours")

    with listener, Client(listener.address) as client:
        courier = connection.Courier(listener.accept(), fail, gone.set)
        courier.start()
        client.send_bytes(b"\xff")
        assert gone.wait(PATIENCE_S)
        courier.close()
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
