"""A word to the program that has a song open, through that song's engine: nothing is taken over.

Lives: command line, main thread.
"""

from multiprocessing import AuthenticationError

from audio_engine import connection, protocol
from audio_engine.protocol import AskToKeep, KeepAnswered

ANSWER_S = 30.0  # writing a minute of many inputs to a slow disk


def ask_to_keep(song_folder: str, tracks: tuple[str, ...]) -> KeepAnswered | None:
    """What the program answers that holds the song of this folder (absolute); None where no engine serves it."""
    for address in connection.running_engines():
        if address.song_folder != song_folder:
            continue
        try:
            with connection.connect(address) as pipe:
                pipe.send_bytes(protocol.encode(AskToKeep(tracks)))
                if not pipe.poll(ANSWER_S):
                    return KeepAnswered(False, "The program that has the song open did not answer.")
                answer = protocol.decode_event(pipe.recv_bytes())
        except (OSError, EOFError, AuthenticationError):
            return KeepAnswered(False, "The program that has the song open did not answer: is it another version?")
        if isinstance(answer, KeepAnswered):
            return answer
    return None
