"""Sending mail: batches of due mails, councils in turn, checked when they go, handed over and marked."""
