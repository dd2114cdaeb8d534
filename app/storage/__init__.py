"""The song folder: song.json, audio/, peaks/, passes/, the lock and the autosave.

Lives: window, main thread; the autosave's writing on a worker.
"""
