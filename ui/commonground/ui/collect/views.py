"""What is shown of something that was fetched."""

from __future__ import annotations

from dataclasses import dataclass

from commonground.platform.crossings.canonical import fingerprint
from commonground.tenants.disclosures.types import PackageView
from commonground.tenants.outside.types import Fetched
from commonground.ui.shell.dates import moment


@dataclass(frozen=True, slots=True)
class FormView:
    """`here`: the address of this page."""

    here: str


@dataclass(frozen=True, slots=True)
class PackagePage:
    """The package, and until when it stands open here."""

    here: str
    reference: str
    package: PackageView
    fingerprint: str
    opened_by: str
    until: str


def package_page(here: str, found: Fetched) -> PackagePage:
    package = found.package
    return PackagePage(here, found.reference, package, fingerprint(package.digest), found.opened_by,
                       moment(found.closes_at))  # fmt: skip  # a row
