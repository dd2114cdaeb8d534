"""The bridge: turns the song into the engine's plan and values. Only this folder knows both.

Lives: window, main thread; command line.
"""
