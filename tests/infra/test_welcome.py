"""What is said when everything runs."""

from __future__ import annotations

from commonground.infra.processes.welcome import welcome
from commonground.platform.settings import read_settings


def test_a_demonstration_says_where_a_resident_reports() -> None:
    said = welcome(read_settings({"COMMONGROUND_PORT": "8123"}))
    assert "http://127.0.0.1:8123/larkmere/report" in said
    assert "Sign in there as one of these invented people" in said
