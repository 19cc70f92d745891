"""What a certificate says, in words."""

from __future__ import annotations

import re

from commonground.platform.database.functions import function_sources
from commonground.ui.retention.papers import EMPTIED, WENT


def test_whatever_a_certificate_counts_has_a_name() -> None:
    (dispose,) = [source for source in function_sources() if "function tenants.dispose()" in source]
    counted = set(re.findall(r"gone \|\| jsonb_build_object\('([a-z_.]+)'", dispose))
    assert counted - {"emptied"} == set(WENT)
    assert set(re.findall(r"emptied \|\| jsonb_build_object\('([a-z_.]+)'", dispose)) == set(EMPTIED)
