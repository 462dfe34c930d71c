"""How well naql reads: the project's own reports with their annotation, and what holds a reading against them."""
