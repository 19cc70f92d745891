"""What is shown wherever a package is built."""

from __future__ import annotations

from dataclasses import dataclass

from commonground.tenants.disclosures.types import PackageView


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands around the form. `refused`: why the second person said no; `conflict`: that somebody was quicker;
    `kept`: when the reader's draft, which stands in the form, was kept."""

    package: PackageView
    refused: str = ""
    conflict: str = ""
    kept: str = ""
