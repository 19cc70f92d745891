"""Builds the table of postcodes from what others publish; `platform/postcodes` asks it."""
