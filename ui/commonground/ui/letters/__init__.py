"""Referring on by e-mail, and letters to print: the words are looked at before they go."""
