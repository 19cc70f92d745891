"""Online names and links, brought to one form so that they can be compared.

A profile’s link is whose it is; one to a post, a video or an invitation names nobody, and is compared as the link that
it is. “reels” and “watch” are no names, nor is a number: on another platform it is somebody else’s."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl

_LONGEST: Final = 400
_LINK: Final = re.compile(
    r"(?:(?P<scheme>https?)://)?(?P<host>(?:[\w-]+\.)+[a-z][\w-]+)(?::\d+)?(?P<path>/[^?#]*)?(?:\?(?P<query>[^#]*))?(?:#.*)?"
)
_BEFORE_HOST: Final = ("www.", "m.", "mobile.", "web.", "old.", "en-gb.")
_SAME_SITE: Final[Mapping[str, str]] = {
    "twitter.com": "x.com",
    "fb.com": "facebook.com",
    "instagr.am": "instagram.com",
    "telegram.me": "t.me",
    "discordapp.com": "discord.com",
    "youtube-nocookie.com": "youtube.com",
}
_NEVER_NAMES: Final = frozenset(
    """youtu.be chat.whatsapp.com whatsapp.com wa.me vm.tiktok.com vt.tiktok.com fb.watch roblox.com
    story.snapchat.com bit.ly tinyurl.com t.co fb.me""".split()  # noqa: SIM905  # read as the sentence they stand in
)
"""Where a link has a code or a number, and no name."""
_WITH_SIGN: Final = frozenset({"tiktok.com", "snapchat.com"})
"""Where a name alone has its “@”: without one, it is a page of the site."""
_NAMED_AFTER: Final[Mapping[str, frozenset[str]]] = {
    "snapchat.com": frozenset({"add"}),
    "facebook.com": frozenset({"groups"}),
    "youtube.com": frozenset({"c", "user"}),
    "t.me": frozenset({"s"}),
    "discord.com": frozenset({"invite"}),
    "instagram.com": frozenset(),
    "tiktok.com": frozenset(),
    "x.com": frozenset(),
}
_ANYWHERE: Final = frozenset({"add", "c", "group", "groups", "id", "profile", "r", "u", "user", "users"})
_TABS: Final = frozenset(
    """about community featured followers following friends highlights likes media members photos playlists reels
    shorts streams tagged videos with_replies""".split()  # noqa: SIM905  # read as the sentence they stand in
)
"""Parts of somebody's own page."""
_PAGES: Final = frozenset(
    """about accounts app channel channels clips communities discover download events explore feed foryou games group
    groups hashtag help home i intent invite joinchat legal live login marketplace me messages music p pages people
    photo photos playlist playlists popular post posts privacy profile reel reels results search settings share shared
    shorts signup spotlight status stories story terms trending tv user users video videos watch""".split()  # noqa: SIM905  # as above
)
"""Pages of a site, which are nobody's."""
_ONE_WAY: Final = tuple(
    (re.compile(written), form)
    for written, form in (
        (r"youtu\.be/([^/]+)", r"youtube.com/video/\1"),
        (r"youtube\.com/(?:shorts|live|embed|v)/([^/]+)", r"youtube.com/video/\1"),
        (r"instagram\.com/(?:[^/]+/)?(?:p|reels?|tv)/([^/]+)", r"instagram.com/p/\1"),
        (r"tiktok\.com/@[^/]*/video/(\d+)", r"tiktok.com/video/\1"),
        (r"x\.com/(?:[^/]+|i/web)/status/(\d+)(?:/.*)?", r"x.com/status/\1"),
        (r"t\.me/joinchat/([^/]+)", r"t.me/+\1"),
        (r"chat\.whatsapp\.com/invite/([^/]+)", r"chat.whatsapp.com/\1"),
        (r"roblox\.com/(?:communities|groups)/(\d+)(?:/.*)?", r"roblox.com/groups/\1"),
        (r"roblox\.com/(users|games)/(\d+)(?:/.*)?", r"roblox.com/\1/\2"),
    )
)
"""What people send in several ways, and one of them."""
_SAID_BY_QUERY: Final = ("v", "id", "story_fbid", "fbid", "list")


def normal_handle(typed: str) -> str:
    """One form for every way of writing the same online name, without “@”, address or case; of a link that names
    nobody, the link itself. Empty where neither is in it."""
    bare = typed[:_LONGEST].strip().casefold().rstrip("/")
    link = next((found for word in bare.split() if (found := _LINK.fullmatch(word)) and _is_link(found)), None)
    if link is None:
        return bare.rpartition("/")[2].lstrip("@ ")
    site = _site(link["host"])
    parts = [part for part in (link["path"] or "").split("/") if part]
    return _name_in(site, parts) or _link_form(site, parts, link["query"] or "")


def _is_link(found: re.Match[str]) -> bool:
    """“quarry.kids” is a name, and only what follows makes a site of it."""
    return bool(found["scheme"] or (found["path"] or "").strip("/"))


def _site(host: str) -> str:
    for prefix in _BEFORE_HOST:
        host = host.removeprefix(prefix)
    return _SAME_SITE.get(host, host)


def _name_in(site: str, parts: list[str]) -> str:
    """Whose page it is; empty where it is nobody's."""
    if site in _NEVER_NAMES:
        return ""
    if len(parts) > 1 and parts[-1] in _TABS:
        parts = parts[:-1]
    if len(parts) == 1 and (parts[0].startswith("@") or site not in _WITH_SIGN):
        return _if_a_name(parts[0])
    after = len(parts) == 2 and parts[0] in _NAMED_AFTER.get(site, _ANYWHERE)
    return _if_a_name(parts[1]) if after else ""


def _if_a_name(part: str) -> str:
    name = part.removeprefix("@")
    is_none = name in _PAGES or name.isdigit() or name.endswith(".php") or name.startswith("+")
    return "" if is_none and not part.startswith("@") else name


def _link_form(site: str, parts: list[str], query: str) -> str:
    """The site and what tells this page of it from the others; empty for the site alone."""
    given = dict(parse_qsl(query))
    if site == "youtube.com" and "v" in given:
        return f"{site}/video/{given['v']}"
    told = next((f"?{key}={given[key]}" for key in _SAID_BY_QUERY if key in given), "")
    return _one_way("/".join((site, *parts))) + told if parts or told else ""


def _one_way(link: str) -> str:
    found = ((each.fullmatch(link), form) for each, form in _ONE_WAY)
    return next((match.expand(form) for match, form in found if match), link)
