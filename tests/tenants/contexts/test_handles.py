"""A profile’s link is a name; one to a post, a video or an invitation is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.tenants.contexts.handles import normal_handle
from commonground.tenants.contexts.matching import LIKELY_FROM, likely_same
from commonground.tenants.contexts.types import Candidate, ContextKind, KnownContext

PROFILES = (
    "https://www.tiktok.com/@{}",
    "https://www.tiktok.com/@{}?_t=8abc&_r=1",
    "https://instagram.com/{}/",
    "https://www.instagram.com/{}/reels/",
    "instagram.com/{}?igsh=MzRlODBiNWFlZA==",
    "https://www.youtube.com/@{}",
    "https://youtube.com/@{}/shorts",
    "https://www.youtube.com/c/{}/videos",
    "https://www.youtube.com/user/{}",
    "https://www.snapchat.com/add/{}?share_id=abc&locale=en-GB",
    "https://snapchat.com/@{}",
    "https://discord.gg/{}",
    "https://discord.com/invite/{}",
    "https://m.facebook.com/{}/about",
    "https://www.facebook.com/groups/{}/members",
    "https://x.com/{}",
    "https://mobile.twitter.com/{}/media",
    "https://t.me/{}",
    "https://t.me/s/{}",
    "https://www.reddit.com/r/{}/",
    "https://example.com/{}/",
    "Look at https://www.tiktok.com/@{} please",
)
CODES = (
    "https://www.tiktok.com/@{name}/video/{number}",
    "https://www.tiktok.com/@{name}/photo/{number}",
    "https://vm.tiktok.com/{code}/",
    "https://www.instagram.com/reels/{code}/",
    "https://www.instagram.com/reel/{code}/",
    "https://www.instagram.com/{name}/reel/{code}/",
    "https://www.instagram.com/p/{code}/?img_index=1",
    "https://www.instagram.com/stories/{name}/{number}/",
    "https://www.youtube.com/watch?v={code}&t=10s",
    "https://www.youtube.com/shorts/{code}",
    "https://www.youtube.com/live/{code}",
    "https://youtu.be/{code}?si=x",
    "https://www.youtube.com/playlist?list={code}",
    "https://www.youtube.com/channel/{code}",
    "https://www.snapchat.com/spotlight/{code}",
    "https://www.facebook.com/{name}/posts/{number}",
    "https://www.facebook.com/groups/{name}/permalink/{number}/",
    "https://www.facebook.com/groups/{number}/",
    "https://www.facebook.com/watch/?v={number}",
    "https://www.facebook.com/reel/{number}",
    "https://www.facebook.com/profile.php?id={number}",
    "https://x.com/{name}/status/{number}",
    "https://twitter.com/{name}/status/{number}/photo/1",
    "https://discord.com/channels/{number}/{number}",
    "https://chat.whatsapp.com/{code}",
    "https://whatsapp.com/channel/{code}",
    "https://wa.me/{number}",
    "https://t.me/{name}/{number}",
    "https://t.me/+{code}",
    "https://t.me/joinchat/{code}",
    "https://www.roblox.com/users/{number}/profile",
    "https://www.roblox.com/games/{number}/{name}",
    "https://www.roblox.com/groups/{number}/{name}",
)
BARE = ("https://www.instagram.com/", "https://www.youtube.com", "https://x.com/?lang=en", "", "  ", "@")
NAMES = st.from_regex(r"z[a-pr-z][a-pr-z._]{3,20}[a-pr-z]", fullmatch=True)
MARKS = st.from_regex(r"q[a-y_-]{8,20}[a-y]", fullmatch=True)  # no name has a q: no code stands in one by chance
NUMBERS = st.integers(min_value=1_000, max_value=10**19).map(str)
GENERIC = frozenset({"reel", "reels", "shorts", "watch", "video", "status", "p", "posts", "add", "groups", "invite"})


@pytest.mark.parametrize("link", PROFILES)
@given(name=NAMES)
def test_a_profile_is_the_name_in_it_however_it_is_written(link: str, name: str) -> None:
    for written in (name, name.upper()):
        assert normal_handle(link.format(written)) == name == normal_handle(f" @{written} ")


@pytest.mark.parametrize("link", CODES)
@given(name=NAMES, number=NUMBERS, code=MARKS)
def test_a_post_a_video_or_an_invitation_is_no_name_and_stays_the_same_link(
    link: str, name: str, number: str, code: str
) -> None:
    form = normal_handle(link.format(name=name, number=number, code=code))
    assert form not in {name, number, code} | GENERIC
    assert "/" in form
    assert (number in form, code in form) == ("{number}" in link, "{code}" in link), "it is told from the others"
    assert normal_handle(form) == form
    assert normal_handle(f"{form}#comments".upper()) == form


@pytest.mark.parametrize("link", BARE)
def test_a_site_alone_says_nothing(link: str) -> None:
    assert normal_handle(link) == ""


@pytest.mark.parametrize(
    "links",
    [
        ("https://youtu.be/dQw4w9", "https://www.youtube.com/watch?v=dQw4w9&list=x", "youtube.com/shorts/dQw4w9"),
        ("https://www.instagram.com/reels/Cx1/", "https://instagram.com/nightriders/reel/Cx1/?igsh=1"),
        ("https://x.com/nightriders/status/17", "https://twitter.com/i/status/17"),
        ("https://t.me/joinchat/AbC", "https://t.me/+AbC"),
        ("https://chat.whatsapp.com/AbC", "https://chat.whatsapp.com/invite/AbC"),
        ("https://www.roblox.com/groups/7/Riders", "https://www.roblox.com/communities/7/Night-Riders#!/about"),
    ],
)
def test_what_is_sent_in_several_ways_is_one(links: tuple[str, ...]) -> None:
    assert len({normal_handle(link) for link in links}) == 1


@given(st.text(max_size=600))
def test_any_text_has_a_form(text: str) -> None:
    assert len(normal_handle(text)) <= 500


@pytest.mark.parametrize("word", ["reels", "shorts", "watch"])
def test_two_videos_are_not_one_subject(word: str) -> None:
    one, other = f"https://example-video.com/{word}/", "https://www.instagram.com/reels/"
    known = KnownContext(reference="riders", kind=ContextKind.ONLINE, name="Riders", handle=f"{one}111")
    asked = Candidate(kind=ContextKind.ONLINE, name="a clip", handle=f"{other}222")
    assert not [match for match in likely_same(asked, [known]) if match.score >= LIKELY_FROM]
    asked = Candidate(kind=ContextKind.ONLINE, name="a clip", handle=f"{one}111")
    assert likely_same(asked, [known])[0].score >= LIKELY_FROM, "the very same link is"
