"""Asks the program that has a song open for a retrospective recording, through the song's engine; takes nothing over.

Lives: command line, main thread.
"""

from multiprocessing import AuthenticationError

from audio_engine import connection, protocol
from audio_engine.protocol import RequestRetrospective, RetrospectiveAnswered

ANSWER_S = 30.0  # writing a minute of many inputs to a slow disk


def request_retrospective(song_folder: str, tracks: tuple[str, ...]) -> RetrospectiveAnswered | None:
    """Ask for a take of what was just played; blocks up to 35 s.

    Args:
        song_folder: Absolute path of the song.
        tracks: Names of the tracks that shall have it; none: as the program itself would choose.

    Returns:
        What the program answers that has the song open; None if no engine serves the song.
    """
    for address in connection.running_engines():
        if address.song_folder != song_folder:
            continue
        try:
            with connection.connect(address) as pipe:
                pipe.send_bytes(protocol.encode(RequestRetrospective(tracks)))
                if not pipe.poll(ANSWER_S):
                    return RetrospectiveAnswered(False, "The program that has the song open did not answer.")
                answer = protocol.decode_event(pipe.recv_bytes())
        except (OSError, EOFError, AuthenticationError):
            return RetrospectiveAnswered(
                False, "The program that has the song open did not answer: is it another version?"
            )
        if isinstance(answer, RetrospectiveAnswered):
            return answer
    return None
