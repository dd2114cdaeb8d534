"""Services of a song: opening, importing, peaks, presets, upkeep and what changed.

Lives: window; command line.
"""
