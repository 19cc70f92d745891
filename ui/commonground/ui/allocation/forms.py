"""One rule of a council's, and the buttons beside each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from commonground.platform.ids import uuid_of
from commonground.platform.reference import HARMS, KINDS, VENUES
from commonground.tenants.allocation.types import AREA_LIMIT, MOST_AREAS, UNDER, Rule, Rules
from commonground.ui.shell.forms import (
    Checkboxes,
    Choice,
    ComparedForm,
    Hidden,
    Radios,
    Select,
    TextField,
    VersionForm,
    coded,
    number_in,
)
from commonground.ui.shell.i18n import lazy

_ANY: Final = lazy("Any, if you tick none")


class RuleForm(VersionForm, ComparedForm):
    """`number` is which rule is changed, the first being 1; 0 adds one at the end."""

    number = Hidden(most=10)
    kinds = Checkboxes(
        lazy("What is it about?"), coded(KINDS.asked_label, KINDS.codes), hint=_ANY, small=True, size="s"
    )
    venues = Checkboxes(
        lazy("Which kind of place?"), coded(VENUES.label, VENUES.codes), hint=_ANY, small=True, size="s"
    )
    harms = Checkboxes(lazy("Which harm?"), coded(HARMS.label, HARMS.codes), hint=_ANY, small=True, size="s")
    areas = TextField(
        lazy("Where does it lie?"),
        hint=lazy(
            "Beginnings of postcodes, or areas as the table of postcodes names them, with commas. For example LM4,"
            " LM5 1, Hallow Vale. Left empty, anywhere"
        ),
        most=MOST_AREAS * (AREA_LIMIT + 2),
        size="s",
    )
    under = Select(
        lazy("Only while the team has fewer open than"),
        tuple(Choice(str(each), str(each)) for each in UNDER),
        hint=lazy("Counted are open referrals and active contexts that the screener can open"),
        empty=lazy("Any number"),
        size="s",
    )
    team_id = Select(lazy("Then propose which team?"), required=lazy("Choose a team"), empty=lazy("Choose"), size="s")
    person = Radios(
        lazy("And who in it?"),
        (
            Choice("nobody", lazy("Nobody yet: the team decides")),
            Choice("least", lazy("Whoever has the least open there, and is not away")),
        ),
        required=lazy("Choose whether somebody is proposed"),
        small=True,
        size="s",
    )

    @classmethod
    def of(cls, rules: Rules, number: int, teams: Sequence[tuple[UUID, str]]) -> RuleForm:
        start: dict[str, object] = {"version": str(rules.version), "number": str(number), "person": "nobody"}
        if (rule := rule_at(rules, number)) is not None:
            start |= {name: list(getattr(rule, name)) for name in ("kinds", "venues", "harms")}
            start |= {"areas": ", ".join(rule.areas), "under": str(rule.under or ""), "team_id": str(rule.team_id)}
            start |= {"person": "least" if rule.person else "nobody"}
        return cls(None, start).offer(teams)

    def offer(self, teams: Sequence[tuple[UUID, str]]) -> RuleForm:
        self.team_id.choices = [Choice(str(key), name) for key, name in teams]
        return self

    def overtaken(self, before: Rules, now: Rules) -> None:
        """Typed over `before`, while `now` stands. It is still about the rule that it was about: one that moved is
        followed, one that was changed is shown beside what was typed, and where it was taken out this adds one."""
        was, place = rule_at(before, self.which), self.which
        if was is None or len(now.rules) < len(before.rules):
            place = 0
        if was is not None and was in now.rules:
            place = list(now.rules).index(was) + 1
        elif place:
            self.compare_with(RuleForm.of(now, place, self._teams()))
        self.number.data, self.version.data = str(place), str(now.version)

    def _teams(self) -> Sequence[tuple[UUID, str]]:
        return [(UUID(choice.value), str(choice.label)) for choice in self.team_id.choices]

    @property
    def which(self) -> int:
        return number_in(self.number.data)

    def rule(self, team_id: UUID) -> Rule:
        areas = (" ".join(each.split()) for each in (self.areas.data or "").split(","))
        return Rule(
            team_id=team_id,
            kinds=tuple(self.kinds.data),
            venues=tuple(self.venues.data),
            harms=tuple(self.harms.data),
            areas=tuple(dict.fromkeys(each for each in areas if each)),
            under=int(self.under.data) if self.under.data else None,
            person=self.person.data == "least",
        )

    @property
    def team(self) -> UUID | None:
        return uuid_of(self.team_id.data)


def rule_at(rules: Rules, number: int) -> Rule | None:
    """The rule of this number, the first being 1."""
    return rules.rules[number - 1] if 0 < number <= len(rules.rules) else None


class OrderForm(VersionForm):
    """A button beside a rule: “2.up”."""

    move = Hidden(most=20)

    def moved(self, rules: Sequence[Rule]) -> list[Rule] | None:
        """The rules as they are then; None for what is no button of ours."""
        number, _, way = (self.move.data or "").partition(".")
        at, found = number_in(number) - 1, list(rules)
        if not 0 <= at < len(found) or way not in ("up", "down", "out"):
            return None
        rule = found.pop(at)
        if way != "out":
            found.insert(max(0, at - 1) if way == "up" else at + 1, rule)
        return found
