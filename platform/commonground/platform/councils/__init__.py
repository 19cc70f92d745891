"""Councils: the public register, their people and teams, their colours and words."""
