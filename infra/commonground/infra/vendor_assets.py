"""Copy the front-end files we use out of unpacked npm packages, without anybody's branding.

The design system is free to use off GOV.UK except for its font, crown and images, so those are cut out
here and the result is refused if any is left. Run it only to take a new version:

    npm pack govuk-frontend@6.3.0 @ministryofjustice/frontend@11.1.0 htmx.org@4.0.1
    (unpack each into a folder of its own, side by side)
    python -m commonground.infra.vendor_assets FOLDER
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

VENDOR = Path(__file__).parents[3] / "ui/commonground/ui/shell/static/vendor"
FORBIDDEN = ("GDS Transport", "@font-face", "crest", "crown", "/assets/", "sourceMappingURL")


@dataclass(frozen=True)
class Package:
    name: str
    version: str
    licence: str
    licence_source: str
    """File inside the package, or `MIT:` and the copyright line where the package ships no licence text."""
    files: tuple[str, ...]

    def found_in(self, folder: Path) -> Path:
        for manifest in folder.glob("*/package.json"):
            declared = json.loads(manifest.read_text())
            if (declared["name"], declared["version"]) == (self.name, self.version):
                return manifest.parent
        raise SystemExit(f"No unpacked {self.name} {self.version} in {folder}.")


PACKAGES = (
    Package(
        "govuk-frontend",
        "6.3.0",
        "MIT",
        "MIT:Copyright (C) 2017 Crown Copyright (Government Digital Service)",
        ("dist/govuk/govuk-frontend.min.css", "dist/govuk/govuk-frontend.min.js"),
    ),
    Package(
        "@ministryofjustice/frontend",
        "11.1.0",
        "MIT",
        "MIT:Copyright (c) 2021 dxw",
        ("moj/moj-frontend.min.css", "moj/moj-frontend.min.js"),
    ),
    Package("htmx.org", "4.0.1", "0BSD", "LICENSE", ("dist/htmx.min.js", "dist/ext/hx-csp.min.js")),
)

MIT_TEXT = """\
The MIT License (MIT)

{copyright}

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation
the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and
to permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of
the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO
THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF
CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS
IN THE SOFTWARE.
"""


def without_branding(name: str, text: str) -> str:
    """`text` with our font in place of theirs and none of their images; raises if something is left."""
    if name.endswith(".css"):
        text = re.sub(r"@font-face\{[^}]*\}", "", text)
        text = text.replace("GDS Transport,arial,sans-serif", "var(--cg-font)")
        text = re.sub(r"[^{}]*\{[^{}]*\}", lambda rule: "" if re.search("crest|crown", rule[0]) else rule[0], text)
        text = re.sub(r"url\(/assets/[^)]*\)", "none", text)
    text = re.sub(r"/\*# sourceMappingURL=.*?\*/|//# sourceMappingURL=\S*", "", text)
    left = [mark for mark in FORBIDDEN if mark in text] if name.endswith(".css") else []
    if left:
        raise SystemExit(f"{name} still contains {', '.join(left)}.")
    return text


def licence_text(package: Package, source: Path) -> str:
    if package.licence_source.startswith("MIT:"):
        return MIT_TEXT.format(copyright=package.licence_source.removeprefix("MIT:"))
    return (source / package.licence_source).read_text(encoding="utf-8")


def vendor(folder: Path, target: Path = VENDOR) -> dict[str, dict[str, str]]:
    """Write every package's files, licences and `manifest.json` into `target`; returns the manifest."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    manifest: dict[str, dict[str, str]] = {}
    for package in PACKAGES:
        source = package.found_in(folder)
        licence_name = f"LICENCE-{package.name.strip('@').replace('/', '-')}.txt"
        (target / licence_name).write_text(licence_text(package, source), encoding="utf-8")
        for path in package.files:
            name = Path(path).name
            text = without_branding(name, (source / path).read_text(encoding="utf-8"))
            (target / name).write_text(text, encoding="utf-8")
            manifest[name] = {
                "package": package.name,
                "version": package.version,
                "licence": package.licence,
                "licence_file": licence_name,
                "sha256": hashlib.sha256(text.encode()).hexdigest(),
            }
    (target / "manifest.json").write_text(json.dumps(manifest, indent=2, sort_keys=True) + "\n")
    return manifest


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("Say in which folder the npm packages were unpacked.")
    for written in vendor(Path(sys.argv[1])):
        print(written)
