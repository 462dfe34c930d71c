"""Pages, feeds and PDFs made after the mark-up habits of Arabic outlets, with invented words, and how naql and trafilatura take them in."""
