"""Peer groups, schools and online spaces."""

from __future__ import annotations

from typing import Final

from commonground.platform.reference.playbooks.types import Playbook, Step, Words

GROUP: Final = Playbook(
    code="group",
    question="What do I do about a group of young people?",
    kind="group",
    venues=("peer_group", "friendship_group"),
    ring=("vcs", "school", "social_care", "youth_justice", "health_icb"),
    words=Words(
        steps=(
            Step("Say what you need to know, and why you need it", "Looking at friendships touches private lives"),
            Step("Ask which adult they already trust", "That person speaks first, or comes along"),
            Step("Look for what protects them in each other", "Friends are often the first to notice and to help"),
            Step("Ask which places and adults make harm likely", "The pull usually comes from outside the group"),
            Step("Plan one thing with them, not about them", "And tell them what will be written down"),
        ),
        say=(
            "Who looks out for whom here?",
            "You are not in trouble. Something around you worries us, and we want to change that.",
            "What do adults get wrong about you?",
        ),
        record=(
            "What links them, roughly how many and how old; no names here",
            "Strengths first, then worries, each with where it comes from and how sure it is",
            "What young people and parents were told, and if not, why not",
        ),
        escalate=(
            "One of them may be harmed or made to harm: front door, on that child’s own record",
            "An adult or older person directs them: police, and strategy discussion",
            "Two groups threaten each other: police, schools and youth workers together, today",
        ),
        avoid=(
            "Do not call it a gang because somebody else did",
            "Do not break up friendships without knowing what they hold together",
            "Do not draw who knows whom beyond what this purpose needs",
        ),
    ),
)

SCHOOL: Final = Playbook(
    code="school",
    question="What do I do about a school or college?",
    kind="school",
    venues=("school", "college", "alternative_provision"),
    ring=("school_dsl", "school", "police_safer_schools", "school_nurse", "camhs", "alternative_provision"),
    words=Words(
        steps=(
            Step("Ring the designated safeguarding lead first", "Before police, parents or the press do"),
            Step("Ask what they see, and when and where", "Corridors, toilets, the gate, the bus, the chat"),
            Step("Ask pupils, without names, where they feel safe", "Ten minutes and a plan of the building will do"),
            Step("Look at how the school answers harm", "Do pupils who speak up feel it was worth it?"),
            Step("Agree one change in the building or the day", "A staffed corner, a later gate, a toilet with a door"),
        ),
        say=(
            "What do pupils think happens when they tell somebody?",
            "Which ten metres of this building would you change?",
        ),
        record=(
            "Places and minutes of the day, not pupils",
            "What the school has tried, and what pupils said of it",
            "Who answers for each change, and when you ask pupils again",
        ),
        escalate=(
            "A member of staff may have harmed a pupil: the designated officer, within one working day",
            "Children are to be excluded over it: ask the school to talk to us first, today",
            "Harm goes on after the school has acted: ask for a school assessment",
        ),
        avoid=(
            "Do not take statements from pupils",
            "Do not let the one who was harmed be the one who changes class",
            "Do not present it as the school’s failure: they see it because they look",
        ),
    ),
)

ONLINE: Final = Playbook(
    code="online",
    question="What do I do about an app, a site or a game?",
    kind="online",
    venues=("online_platform", "online_game"),
    ring=("police", "school_dsl", "vcs", "camhs"),
    words=Words(
        steps=(
            Step("Ask young people how it works and what they like in it", "Telling them to leave it ends the talk"),
            Step("Write down where it is, not what is in it", "Name and link are enough; no pictures, no passwords"),
            Step("Report it to the platform, and note the number", "Ask for what you reported to be kept"),
            Step("Tell the police when an adult is behind it", "They can ask the platform to keep and hand over data"),
            Step("Go through blocking and privacy with young people", "Together, on their own phone, in their hand"),
        ),
        say=(
            "Show me only what you want to show me.",
            "Whoever did this is responsible. You did nothing wrong by being there.",
        ),
        record=(
            "Platform, handle or link, who can see it, since when",
            "When it was reported, to whom, under which number, and what came of it",
            "Never pictures, messages, passwords or names of children",
        ),
        escalate=(
            "An adult arranges to meet a child: police, at once",
            "Sexual pictures of anybody under 18: police; do not open, copy or send them on",
            "Somebody is threatened with pictures or debts: police and front door, today",
        ),
        avoid=(
            "Do not open an account to look around: that can be surveillance, and needs authority",
            "Do not ask for a young person’s phone or password",
            "Do not answer whoever is behind it",
        ),
    ),
)

CHAT: Final = Playbook(
    code="chat",
    question="What do I do about a group chat?",
    kind="online",
    venues=("online_chat",),
    ring=("school_dsl", "police", "vcs", "camhs"),
    words=Words(
        steps=(
            Step("Ask whoever told you how they are", "Being in a chat like this weighs on people"),
            Step("Ask what is going on in it, not to read it", "Words are enough to decide what is next"),
            Step("Find out which place it belongs to", "A school, a team, a street: there you can do something"),
            Step("Help young people to leave, mute or report together", "Leaving alone can make somebody a target"),
            Step("Ask the school or club what they will say to everybody", "One message to all, pointing at no one"),
        ),
        say=(
            "It was right to tell somebody. You did not start this by speaking up.",
            "What would make it easier to leave?",
        ),
        record=(
            "App, what kind of group, roughly how many, which place it belongs to",
            "What kind of harm, since when, and how it reached you",
            "No screenshots, no messages, no names",
        ),
        escalate=(
            "Sexual pictures of anybody under 18 are in it: police; do not open, copy or send them on",
            "An attack is planned for a time or place: 999 or police, at once",
            "Somebody is told to hurt themselves: front door and a mental health worker, today",
        ),
        avoid=(
            "Do not join the chat, and do not ask a young person to watch it",
            "Do not keep screenshots that somebody sends you: ask the police what to do with them",
            "Do not have everybody’s phone collected",
        ),
    ),
)

PEOPLE_AND_SPACES: Final = (GROUP, SCHOOL, ONLINE, CHAT)
