"""The small pages about neighbours, watchers, children and person links."""

from __future__ import annotations

from commonground.platform.access import Action
from commonground.ui.around import doing
from commonground.ui.around.more_forms import (
    ChildrenForm,
    PersonForm,
    RelateForm,
    ReviewPersonForm,
    UnrelateForm,
)
from commonground.ui.contexts.moves import Move
from commonground.ui.referrals.forms import RecordForm
from commonground.ui.shell.i18n import lazy

VERSION = {"version": "1"}
NONE = "00000000-0000-7000-8000-000000000000"
DAY = {"believed_on-day": "2", "believed_on-month": "11", "believed_on-year": "2026"}
REVIEW = {"review_on-day": "2", "review_on-month": "2", "review_on-year": "2027"}

MORE_MOVES = (
    Move(
        slug="relate",
        action=Action.CHANGE_CONTEXT,
        form=RelateForm,
        do=doing.relate,
        heading=lazy("Say what it belongs to"),
        explain=lazy("It is said of both. Whoever may not open one of them does not see that it is there."),
        button=lazy("Save"),
        done=lazy("Saved."),
        body=VERSION | {"kind": "opposite", "reference": "CX-0000-00N"},
        locks=False,
        adds=True,
    ),
    Move(
        slug="unrelate",
        action=Action.CHANGE_CONTEXT,
        form=UnrelateForm,
        do=doing.unrelate,
        offer=doing.offer_relations,
        heading=lazy("Take back what it belongs to"),
        explain=lazy("It is taken back on both sides."),
        button=lazy("Take it back"),
        done=lazy("Taken back."),
        body=VERSION | {"relation": NONE},
        ids={"relation": "relation"},
        adds=True,
    ),
    Move(
        slug="watch",
        action=Action.READ_CONTEXT,
        form=RecordForm,
        do=doing.watch,
        heading=lazy("Hear when it changes"),
        explain=lazy("You are told when somebody changes it, as long as you may open it. Everybody sees who watches."),
        button=lazy("Watch it"),
        done=lazy("You hear when it changes."),
        body=VERSION,
        adds=True,
    ),
    Move(
        slug="unwatch",
        action=Action.READ_CONTEXT,
        form=RecordForm,
        do=doing.unwatch,
        heading=lazy("Hear of it no more"),
        explain=lazy("You are told no more when it changes."),
        button=lazy("Watch it no more"),
        done=lazy("You hear of it no more."),
        body=VERSION,
        adds=True,
    ),
    Move(
        slug="children",
        action=Action.CHANGE_CONTEXT,
        form=ChildrenForm,
        do=doing.say_how_many,
        heading=lazy("Say how many children are affected"),
        explain=lazy("A belief of a day, by whoever says so. What was believed before stays in the history."),
        button=lazy("Save it"),
        done=lazy("Saved."),
        body=VERSION | DAY | {"band": "3_5", "age_band": "13_15", "source": "school", "words": "Counted at the gate."},
        adds=True,
    ),
    Move(
        slug="link-person",
        action=Action.KEEP_PERSON_LINKS,
        form=PersonForm,
        do=doing.link_person,
        heading=lazy("Link a record of your case system"),
        explain=lazy("Only the team that holds this context sees it. It is looked at again, and ends."),
        button=lazy("Link it"),
        done=lazy("Linked."),
        body=VERSION
        | REVIEW
        | {"case_reference": "LCS-204417", "role": "at_risk", "reason": "To plan who speaks to whom."},
        adds=True,
    ),
    Move(
        slug="review-link",
        action=Action.KEEP_PERSON_LINKS,
        form=ReviewPersonForm,
        do=doing.review_person,
        offer=doing.offer_links,
        heading=lazy("Look at a person link again"),
        explain=lazy("Is it still needed for this context? Say why, either way."),
        button=lazy("Save"),
        done=lazy("Saved."),
        body=VERSION | {"link": NONE, "what": "end", "reason": "The plan has ended."},
        ids={"link": "person_link"},
        adds=True,
    ),
)
