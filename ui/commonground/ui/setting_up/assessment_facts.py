"""The pack's facts without its page: by section, for the command line. What the page shows, and nothing besides."""

from __future__ import annotations

from commonground.ui.setting_up.assessment import AssessmentView
from commonground.ui.shell.dates import day
from commonground.ui.shell.i18n import gettext

Facts = dict[str, str | dict[str, str]]


def facts_of(view: AssessmentView) -> Facts:
    """Each fact beside its term, in the page's order."""
    return {
        gettext("Data protection impact assessment"): f"{view.council.name}, {day(view.written)}",
        gettext("Version"): view.version,
        gettext("1. Who is responsible"): _responsible(view),
        gettext("3. Under which law"): _law(view),
        gettext("4. Who sees what"): _sees(view),
        gettext("5. With whom it is shared"): {each.name: f"{each.kind}. {each.agreed}" for each in view.partners},
        gettext("6. How long it is kept"): {kind: f"{time} ({who})" for kind, time, who in view.kept},
        gettext("7. What is switched on, and when it is read"): _works(view),
        gettext("9. What the public is told"): {gettext("Languages"): ", ".join(view.council.languages)},
    }


def _responsible(view: AssessmentView) -> dict[str, str]:
    council = view.council
    nation = council.nation.replace("_", " ").title()
    facts = {"Controller": council.name, "Kind": view.kind, "Nation": nation, "Serves": ", ".join(council.areas)}
    return {gettext(term): words for term, words in facts.items()} | {
        term: words or gettext("Not named yet") for term, words in view.contacts
    }


def _law(view: AssessmentView) -> dict[str, str]:
    duty = (
        gettext("The council has the duty to protect children, so responsibility can pass to it.")
        if view.duty
        else gettext("The council has no duty to protect children under these powers: responsibility can’t pass to it.")
    )
    unreviewed = {
        gettext("Our legal texts"): gettext(
            "Nobody who knows the law of your nation has reviewed our legal texts yet. Have your own legal service read"
            " them before you open."
        )
    }
    powers = {gettext("Legal powers"): "; ".join(view.powers) or gettext("No legal power is named.")}
    return powers | {gettext("Duty"): duty} | (unreviewed if view.unreviewed else {})


def _sees(view: AssessmentView) -> dict[str, str]:
    yes, no = gettext("opens cases"), gettext("opens no case")
    return (
        {gettext("People"): str(view.people), gettext("Accounts of Commonground"): str(view.local_people)}
        | {gettext("Sign in"): view.issuer or gettext("Accounts of ours only")}
        | {role.name: f"{role.people}, {yes if role.opens else no}" for role in view.roles}
        | {gettext("Team %(name)s") % {"name": name}: str(size) for name, size in view.teams}
    )


def _works(view: AssessmentView) -> dict[str, str]:
    switched = {name: gettext("Yes") if on else gettext("No") for name, _, on in view.features}
    return switched | {gettext("Reports are read"): view.hours}
