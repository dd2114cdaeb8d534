"""Controls that know nothing of the application: they show a value and report what the user does.

Lives: window, main thread.
"""
