"""Contexts: the list, one context with its contacts and timeline, and the forms that change it."""
