"""The pack's words, section by section: its page and the command line show these and nothing besides.

A section is made of words, of points, of facts beside their terms, and of tables. The page has a macro for each
`kind` of part; `lines` are for where there is no page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from commonground.ui.setting_up.assessment import AssessmentView
from commonground.ui.shell.dates import day
from commonground.ui.shell.i18n import LANGUAGES, gettext, lazy, ngettext


@dataclass(frozen=True, slots=True)
class Words:
    """`warn`: somebody has to do something about it."""

    kind: ClassVar[str] = "words"
    text: str
    warn: bool = False

    def lines(self) -> Sequence[str]:
        return (self.text,)


@dataclass(frozen=True, slots=True)
class Points:
    kind: ClassVar[str] = "points"
    points: Sequence[str]

    def lines(self) -> Sequence[str]:
        return [f"- {point}" for point in self.points]


@dataclass(frozen=True, slots=True)
class Facts:
    kind: ClassVar[str] = "facts"
    rows: Sequence[tuple[str, str]]

    def lines(self) -> Sequence[str]:
        return [f"- {term}: {words}" for term, words in self.rows]


@dataclass(frozen=True, slots=True)
class Row:
    """`about` stands small under its name."""

    name: str
    cells: tuple[str, ...]
    about: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """`heads` are those of the name and of each cell."""

    kind: ClassVar[str] = "table"
    caption: str
    heads: tuple[str, ...]
    rows: Sequence[Row]

    def lines(self) -> Sequence[str]:
        return [self._line(row) for row in self.rows]

    def _line(self, row: Row) -> str:
        cells = "; ".join(f"{head}: {cell}" for head, cell in zip(self.heads[1:], row.cells, strict=True))
        return f"- {row.name} ({row.about}): {cells}" if row.about else f"- {row.name}: {cells}"


Part = Words | Points | Facts | Table


@dataclass(frozen=True, slots=True)
class Section:
    id: str
    title: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Pack:
    council: str
    written: str
    version: str
    sections: tuple[Section, ...]


RISKS: Final = (
    (
        lazy("Another council sees it"),
        lazy(
            "Each row belongs to one council and the database itself refuses every other one; proved by tests"
            " that try every page, table and file."
        ),
    ),
    (
        lazy("A colleague looks without need"),
        lazy(
            "Teams and allocation decide; restricted records are invisible to all but named people; every look"
            " stands in a record that nobody can change, and unusual use is listed."
        ),
    ),
    (
        lazy("Break-glass is misused"),
        lazy("It takes a reason, lasts 3 hours, is told at once to whoever answers for access, and is reviewed."),
    ),
    (
        lazy("An account is taken over"),
        lazy(
            "Your own provider’s protection, or a password with an authenticator; sessions end after 30 minutes"
            " without use; sensitive steps ask again."
        ),
    ),
    (
        lazy("People are written about unfairly"),
        lazy(
            "A report is what somebody said and stays marked so; warning flags take a reason and are reviewed"
            " every 90 days; a group is never called a gang as a fact."
        ),
    ),
    (
        lazy("It is kept too long"),
        lazy(
            "When the time of a case is up, somebody looks at it; it goes when a second person confirms that, and"
            " leaves a certificate. Answered requests for what is held, reviewed uses of break-glass and notices go by"
            " themselves on the day that section 6 says: how many stands in the audit record and with the certificates."
        ),
    ),
    (
        lazy("It goes too soon"),
        lazy(
            "Nothing goes that is about a record which is held. Whoever chooses another time confirms that it is they;"
            " where something may go sooner by it, it begins a month later, stands on the schedule from the first day,"
            " and can be taken back."
        ),
    ),
    (
        lazy("Mail says too much"),
        lazy(
            "No message holds a name, a place or a word of a case: only that something waits, the reference of"
            " the record, and a link that opens nothing without signing in."
        ),
    ),
)
"""What could go wrong, and what is done about it."""


def pack_of(view: AssessmentView) -> Pack:
    sections = (
        Section("who", gettext("1. Who is responsible"), _responsible(view)),
        Section("what", gettext("2. What is done, and why"), _done()),
        Section("law", gettext("3. Under which law"), _law(view)),
        Section("sees", gettext("4. Who sees what"), _sees(view)),
        Section("shared", gettext("5. With whom it is shared"), _shared(view)),
        Section("kept", gettext("6. How long it is kept"), _kept(view)),
        Section("features", gettext("7. What is switched on, and when it is read"), _works(view)),
        Section(
            "risks",
            gettext("8. What could go wrong, and what is done about it"),
            (Facts([(str(risk), str(done)) for risk, done in RISKS]),),
        ),
        Section("told", gettext("9. What the public is told"), _told(view)),
    )
    return Pack(view.council.name, day(view.written), view.version, sections)


def _responsible(view: AssessmentView) -> tuple[Part, ...]:
    council = view.council
    known = [
        (gettext("Controller"), council.name),
        (gettext("Kind"), view.kind),
        (gettext("Nation"), council.nation.replace("_", " ").title()),
        (gettext("Serves"), ", ".join(council.areas)),
        (gettext("Processor"), gettext("The operator of this platform, who has no path to any case")),
    ]
    named = [(term, words or gettext("Not named yet")) for term, words in view.contacts]
    return Facts(known), Facts(named)


def _done() -> tuple[Part, ...]:
    why = gettext(
        "People tell the council of places and groups in which young people may come to harm. The council screens what"
        " it is told, adds it up by context, and works with the context. A child’s own record stays in the council’s"
        " case system: here a person is a link with a reason and a review date."
    )
    whose = gettext("People who report (they may stay unnamed), young people and adults whom they name, staff")
    what = gettext("What was seen and where; harms; sometimes health, ethnicity or offences, as people tell it")
    how_much = gettext(
        "As little as does: names that people type are masked for everybody but those who need them, and looking at one"
        " is recorded"
    )
    rows = [(gettext("Whose data"), whose), (gettext("What kinds"), what), (gettext("How much"), how_much)]
    return Words(why), Facts(rows)


def _law(view: AssessmentView) -> tuple[Part, ...]:
    unreviewed = gettext(
        "Nobody who knows the law of your nation has reviewed our legal texts yet. Have your own legal service read"
        " them before you open."
    )
    bases = gettext(
        "Public task and legal obligation, UK GDPR article 6(1)(e) and (c); article 9(2)(g) with the Data Protection"
        " Act 2018, schedule 1, paragraph 18. Consent is not the basis."
    )
    duty = (
        gettext("The council has the duty to protect children, so responsibility can pass to it.")
        if view.duty
        else gettext("The council has no duty to protect children under these powers: responsibility can’t pass to it.")
    )
    powers = Points(view.powers or [gettext("No legal power is named.")])
    return *((Words(unreviewed, warn=True),) if view.unreviewed else ()), powers, Words(f"{bases} {duty}")


def _sees(view: AssessmentView) -> tuple[Part, ...]:
    local = ngettext(
        "%(num)d person with an account of Commonground, password and authenticator",
        "%(num)d people with an account of Commonground, password and authenticator",
        view.local_people,
    ) % {"num": view.local_people}
    sign_in = f"{view.issuer} – {local}" if view.issuer else local
    people = Facts([(gettext("People"), str(view.people)), (gettext("Sign in"), sign_in)])
    heads = (gettext("Role"), gettext("People"), gettext("Opens cases"))
    rows = [Row(role.name, (str(role.people), _yes(on=role.opens)), role.sentence) for role in view.roles]
    teams = "; ".join(f"{name}: {size}" for name, size in view.teams)
    return people, Table(gettext("Roles"), heads, rows), Words(teams)


def _shared(view: AssessmentView) -> tuple[Part, ...]:
    rule = gettext(
        "A partner sees what an invitation names, with a purpose, a lawful basis and an end, and nothing before or"
        " after it. Where names are given, a second person has authorised it."
    )
    if not view.partners:
        return Words(rule), Words(gettext("No partner organisation is on the register."))
    heads = (gettext("Organisation"), gettext("Agreement on sharing information"), gettext("People with an account"))
    rows = [Row(str(each.name), (str(each.agreed), str(each.people)), str(each.kind)) for each in view.partners]
    return Words(rule), Table(gettext("Partner organisations"), heads, rows)


def _kept(view: AssessmentView) -> tuple[Part, ...]:
    heads = (gettext("Type of record"), gettext("Kept for"), gettext("Who says so"))
    rows = [Row(name, (time, who)) for name, time, who in view.kept]
    return (Table(gettext("How long it is kept"), heads, rows),)


def _works(view: AssessmentView) -> tuple[Part, ...]:
    rows = [Row(name, (_yes(on=on),), sentence) for name, sentence, on in view.features]
    features = Table(gettext("Features"), (gettext("Feature"), gettext("Switched on")), rows)
    return features, Facts([(gettext("Reports are read"), view.hours)])


def _told(view: AssessmentView) -> tuple[Part, ...]:
    spoken = ", ".join(LANGUAGES[lang] for lang in LANGUAGES if lang in view.council.languages)
    words = gettext("In %(languages)s, on the report form and its privacy page.")
    return (Words(words % {"languages": spoken}),)


def _yes(*, on: bool) -> str:
    return gettext("Yes") if on else gettext("No")
