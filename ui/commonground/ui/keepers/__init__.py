"""Restricted records that have nobody left: their references, and the form that names somebody on one."""
