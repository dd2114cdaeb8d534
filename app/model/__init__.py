"""The document: a song and everything in it, as frozen values.

Lives: any thread (frozen): share, never lock.
"""
