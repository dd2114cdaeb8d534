"""Process templates: which steps a production has, under which headings."""
