"""Where a postcode lies: its point and the council's area that it stands in, from a table on this machine.

The table is optional, built once by `commonground postcodes build`, and asked without any network. Without it nothing
is known, and whatever asks goes on without a point. The demonstration and the tests have invented postcodes.

A postcode is never kept with its point: the table is asked again, so that a newer one counts at once."""

from __future__ import annotations

from commonground.platform.postcodes.tables import attribution, point_of, postcodes
from commonground.platform.postcodes.types import Area, Located, Point, PostcodeTable
from commonground.platform.postcodes.written import parse_postcode

__all__ = ["Area", "Located", "Point", "PostcodeTable", "attribution", "parse_postcode", "point_of", "postcodes"]
