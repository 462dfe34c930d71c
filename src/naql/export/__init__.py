"""Readings in the forms that people and programs take: the public JSON, a terminal, an HTML page."""
