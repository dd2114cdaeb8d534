"""Values and names as text, and text as values.

Lives: any thread.
"""
