"""Themes of the window: colours by token, and the style sheet that they are filled into."""
