"""The Write page: a card for each tool, in the views of `views.py`.

Lives: window, main thread.
"""
