"""The steps of the seven stages, one file a page."""
