"""Shared rooms (handoffs, forum, toolkits) and plumbing: assume that others can see what stands here."""
