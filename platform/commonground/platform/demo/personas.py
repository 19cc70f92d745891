"""The invented people of the demonstration: who can sign in, for which council, as what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from commonground.platform.access import Role
from commonground.platform.identity.platform_people import PLATFORM

OPERATOR = PLATFORM
"""In the place of a council, for those who run the platform."""


@dataclass(frozen=True)
class Employer:
    """Whoever runs a sign-in page: one of the three councils, or the platform. `colour` is the council's own."""

    code: str
    name: str
    colour: str
    welsh_name: str = ""


@dataclass(frozen=True)
class Persona:
    """One invented person. `subject` is what the council's provider calls them; nobody is known by an e-mail."""

    council: str
    subject: str
    name: str
    title: str
    roles: tuple[Role, ...]
    team: str
    sees_first: str
    organisation: str = ""
    """The partner organisation for which they work, by the name it has in the demonstration's register."""

    def place(self, under: str = "") -> str:
        """Title and team in a line, leaving out what the heading `under` which it stands has said already."""
        if self.organisation:
            return f"{self.title}, {self.organisation}"
        team = f"{self.team} team" if self.team and self.team not in self.title else ""
        title = "" if self.title == under and team else self.title
        return ", ".join(filter(None, (title, team)))

    @property
    def email(self) -> str:
        """An address under a domain that can never exist."""
        return f"{self.subject}@{self.council}.example"

    @property
    def groups(self) -> tuple[str, ...]:
        """What the council's provider says they are in; the council maps these to roles and teams."""
        team = (team_group(self.team),) if self.team else ()
        return tuple(role_group(role) for role in self.roles) + team


def role_group(role: Role) -> str:
    """The provider's name for everybody with a role."""
    return f"commonground-{role.value.replace('_', '-')}"


def team_group(team: str) -> str:
    """The provider's name for everybody in a team."""
    return f"commonground-team-{team.casefold().replace(' ', '-')}"


EMPLOYERS: tuple[Employer, ...] = (
    Employer("larkmere", "Larkmere Council", "#24478f"),
    Employer("hallowdene", "Hallowdene County Council", "#7b1e4b"),
    Employer("glanwern", "Glanwern Council", "#8a3a12", welsh_name="Cyngor Glanwern"),
    Employer(OPERATOR, "Commonground", "#12443c"),
)

FRONT_DOOR = "Front door"
CONTEXTUAL = "Contextual safeguarding"
NORTH = "North locality"

_SCREENER, _PRACTITIONER = (Role.FRONT_DOOR_SCREENER,), (Role.PRACTITIONER,)
_MANAGER, _ADMIN = (Role.TEAM_MANAGER,), (Role.COUNCIL_ADMIN,)

# fmt: off
PERSONAS: tuple[Persona, ...] = (
    Persona("larkmere", "amara-nwosu", "Amara Nwosu", "Front door screener", _SCREENER, FRONT_DOOR,
            "The reports waiting to be read, and which is due first"),
    Persona("larkmere", "dayo-okoro", "Dayo Okoro", "Front door screener", _SCREENER, FRONT_DOOR,
            "The reports he has taken"),
    Persona("larkmere", "hanna-lund", "Hanna Lund", "Front door screener", _SCREENER, FRONT_DOOR,
            "The reports she has asked somebody about"),
    Persona("larkmere", "tom-hessle", "Tom Hessle", "Team manager", _MANAGER, FRONT_DOOR,
            "What nobody holds, and what is late"),
    Persona("larkmere", "priya-raman", "Priya Raman", "Contextual safeguarding practitioner", _PRACTITIONER, CONTEXTUAL,
            "The contexts she leads"),
    Persona("larkmere", "joan-akers", "Joan Akers", "Team manager", _MANAGER, CONTEXTUAL,
            "What was passed up to her team, and what has no lead"),
    Persona("larkmere", "ife-balogun", "Ife Balogun", "Locality practitioner", _PRACTITIONER, NORTH,
            "The contexts of one part of the borough, and none of another team’s"),
    Persona("larkmere", "ruth-castell", "Ruth Castell", "Council administrator", _ADMIN, "",
            "Staff, teams and who looked at what; no cases"),
    Persona("larkmere", "sunniva-croft", "Sunniva Croft", "Contextual safeguarding consultant", (Role.CS_CONSULTANT,),
            CONTEXTUAL, "The contexts on which she advises"),
    Persona("larkmere", "obi-marlowe", "Obi Marlowe", "Conference chair", (Role.CONFERENCE_CHAIR,), "",
            "The contexts about which conferences are held; no referral"),
    Persona("larkmere", "leonie-fairweather", "Leonie Fairweather", "Panel coordinator", (Role.PANEL_COORDINATOR,), "",
            "What repeats across contexts and referrals"),
    Persona("larkmere", "gethin-ashdown", "Gethin Ashdown", "Quality auditor", (Role.QA_AUDITOR,), "",
            "How work was done; changes nothing"),
    Persona("larkmere", "mirela-stone", "Mirela Stone", "Analyst", (Role.ANALYST,), "",
            "Her own account; no record of anybody"),
    Persona("larkmere", "kwame-attwell", "Kwame Attwell", "Information-governance lead", (Role.IG_LEAD,), "",
            "Who looked at what, and how long it is kept; no cases otherwise"),
    Persona("larkmere", "isobel-tarn", "Isobel Tarn", "Overlap coordinator", (Role.OVERLAP_COORDINATOR,), "",
            "Her own account; no cases"),
    Persona("larkmere", "wilf-sandover", "Wilf Sandover", "Street worker", (Role.PARTNER,), "",
            "What the council shares with Riverside Mentors, and until when", "Riverside Mentors"),
    Persona("larkmere", "edie-marchbanks", "Edie Marchbanks", "Police constable", (Role.PARTNER,), "",
            "The places that the council shares with her; no group as a standing matter", "Larkmere Police, Mill Lane"),
    Persona("larkmere", "ansel-brodie", "Ansel Brodie", "Designated safeguarding lead", (Role.SCHOOL_DSL,), "",
            "What the council shares with his school", "Brook Lane School"),
    Persona("hallowdene", "bev-tranter", "Bev Tranter", "Front door screener", _SCREENER, FRONT_DOOR,
            "Her own county’s reports, and nothing of Larkmere’s"),
    Persona("hallowdene", "martin-oyelaran", "Martin Oyelaran", "Team manager", _MANAGER, FRONT_DOOR,
            "What nobody holds, and what is late"),
    Persona("hallowdene", "callum-wray", "Callum Wray", "Contextual safeguarding practitioner", _PRACTITIONER,
            CONTEXTUAL, "The contexts he leads"),
    Persona("hallowdene", "nadia-farrukh", "Nadia Farrukh", "Council administrator", _ADMIN, "",
            "Staff, teams and who looked at what; no cases"),
    Persona("glanwern", "gwenllian-pugh", "Gwenllian Pugh", "Front door screener", _SCREENER, FRONT_DOOR,
            "The reports waiting to be read, in English and in Welsh"),
    Persona("glanwern", "eleri-bowen", "Eleri Bowen", "Team manager", _MANAGER, FRONT_DOOR,
            "What nobody holds, and what is late"),
    Persona("glanwern", "rhodri-vaughan", "Rhodri Vaughan", "Contextual safeguarding practitioner", _PRACTITIONER,
            CONTEXTUAL, "The contexts he leads"),
    Persona("glanwern", "delyth-morgan", "Delyth Morgan", "Council administrator", _ADMIN, "",
            "Settings and staff, in two languages"),
    Persona("glanwern", "mared-llewelyn", "Mared Llewelyn", "Information-governance lead", (Role.IG_LEAD,), "",
            "Who looked at what, and what waits for her to agree; no cases"),
    Persona("glanwern", "siwan-gethin", "Siwan Gethin", "Mentor", (Role.PARTNER,), "",
            "What the council shares with her organisation, and until when", "Mentoriaid Glanwern"),
    Persona(OPERATOR, "sasha-lindqvist", "Sasha Lindqvist", "Platform operator", (Role.PLATFORM_OPERATOR,), "",
            "Which councils are on the platform; no path to any case"),
    Persona(OPERATOR, "tomasz-brandt", "Tomasz Brandt", "Network facilitator", (Role.NETWORK_FACILITATOR,), "",
            "Their own account; the groups and the library that councils share are theirs to look after"),
)
# fmt: on


def employer(code: str) -> Employer | None:
    """The council with this short name, or the platform itself; None for any other text."""
    return next((one for one in EMPLOYERS if one.code == code), None)


def personas_of(council: str) -> Sequence[Persona]:
    return [persona for persona in PERSONAS if persona.council == council]


def find_persona(council: str, subject: str) -> Persona | None:
    return next((persona for persona in personas_of(council) if persona.subject == subject), None)
