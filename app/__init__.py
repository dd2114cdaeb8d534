"""Worktape without pixels and samples: the document and everything that can be done with it.

Lives: window; command line.
"""
