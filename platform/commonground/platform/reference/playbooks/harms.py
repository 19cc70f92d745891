"""What a harm adds to the playbook of a setting: only where the answer differs."""

from __future__ import annotations

from typing import Final

from commonground.platform.reference.playbooks.types import Playbook, Step, Words

SEXUAL_EXPLOITATION: Final = Playbook(
    code="sexual_exploitation",
    question="When it is sexual exploitation",
    harms=("cse", "group_based_cse"),
    ring=("police", "social_care", "health_icb"),
    words=Words(
        steps=(
            Step(
                "Ring the police before you speak to anybody at the place", "A warning given early protects the adults"
            ),
            Step("Ask who sees children arrive, and with whom", "Night staff, cleaners, drivers, neighbours"),
            Step(
                "Ask for adults to be disrupted, not children moved", "The place is safe when those who harm are gone"
            ),
        ),
        say=("No child can agree to being exploited. What can we do so that they can’t get at you?",),
        record=("What adults do, where and when; what is known of them goes to the police and not here",),
        escalate=("A child was with an adult in the last days: police and front door at once; evidence does not keep",),
        avoid=("Do not write boyfriend, choice, lifestyle or putting oneself at risk",),
    ),
)

CRIMINAL_EXPLOITATION: Final = Playbook(
    code="criminal_exploitation",
    question="When it is criminal exploitation",
    harms=("cce", "county_lines", "fraud_money_muling"),
    ring=("police", "youth_justice", "social_care", "vcs"),
    words=Words(
        steps=(
            Step("Ask who gains, and who pays if something is lost", "Debt is what keeps children in it"),
            Step(
                "Ask for a child who was found with drugs or money to be seen as exploited first",
                "Children are made to carry what is not theirs",
            ),
            Step(
                "Think what happens after the police were there", "What was taken becomes the child’s debt, that night"
            ),
        ),
        say=("You may owe somebody. You do not have to sort that out alone.",),
        record=("Times, ways, cars and new things that turn up; by place, with where it comes from",),
        escalate=(
            "A child is missing and may be working elsewhere: police, with that word",
            "There are signs of forced work: a first responder refers to the national referral mechanism",
        ),
        avoid=(
            "Do not say that a child chose it or was recruited willingly",
            "Do not ask a child for the adult’s name",
        ),
    ),
)

VIOLENCE: Final = Playbook(
    code="violence",
    question="When it is violence or weapons",
    harms=("serious_youth_violence", "weapons", "robbery", "group_associated"),
    ring=("police", "vru", "emergency_department", "vcs", "school"),
    words=Words(
        steps=(
            Step("Ask whether something is to happen, and when", "Then police first, everything else after that"),
            Step("Find out what young people do to feel safe there", "Carrying is often fear: answer the fear"),
            Step("Put adults whom they trust at the place, at the hour", "For three weeks, not for one evening"),
        ),
        say=("What would have to be different for you to come here with empty pockets?",),
        record=("Where and when; who heard of it first, and how; what online talk came before, in words",),
        escalate=(
            "Somebody was hurt: ask the same day who may be next, and where",
            "Weapons are kept at the place: police; do not touch, do not search",
        ),
        avoid=("Do not search young people", "Do not bring two groups into one room without those who do this well"),
    ),
)

BETWEEN_CHILDREN: Final = Playbook(
    code="between_children",
    question="When young people harm each other",
    harms=("child_on_child", "harmful_sexual_behaviour", "sexual_harassment", "relationship_abuse", "bullying", "hate"),
    ring=("school_dsl", "social_care", "camhs", "vcs"),
    words=Words(
        steps=(
            Step(
                "Make the one who was harmed safe without moving them",
                "They keep their class, their bus, their friends",
            ),
            Step("See the one who caused harm as a child too", "Ask what happened to them, and who helps them"),
            Step("Ask what the place lets pass", "Jokes, corners, silence: that is what can change"),
        ),
        say=("You are being taken seriously. What do you want to happen next?",),
        record=("What was done, in plain words and not in labels; where adults were; what was done at once",),
        escalate=(
            "There was force, a weapon, a great difference in age or power: police and front door, today",
            "It happens again after the place has acted: ask for an assessment of the place",
        ),
        avoid=("Do not call it banter or experimenting", "Do not ask them to meet and make up"),
    ),
)

TRAFFICKING: Final = Playbook(
    code="trafficking",
    question="When it is modern slavery or trafficking",
    harms=("modern_slavery",),
    ring=("police", "social_care", "immigration_border", "vcs"),
    words=Words(
        steps=(
            Step("Ring the police and the front door together, today", "A child may be moved within hours"),
            Step("Have a first responder refer to the national referral mechanism", "A child need not agree to it"),
            Step(
                "Ask for an independent guardian or advocate and an interpreter", "Never somebody from the same place"
            ),
        ),
        say=("You do not have to pay anybody back before you get help.",),
        record=("Work, hours, sleeping places and transport, as seen; who holds papers and phones",),
        escalate=("Somebody under 18 may live or work there now: 999 if they can’t leave",),
        avoid=("Do not use an interpreter from there", "Do not make help wait for papers or proof of age"),
    ),
)

MISSING: Final = Playbook(
    code="missing",
    question="When children go missing to or from there",
    harms=("missing",),
    ring=("police", "social_care", "vcs", "transport"),
    words=Words(
        steps=(
            Step("Ask the police which places come up when children are found", "The place is the pattern"),
            Step("Ask what the place gives that is missing elsewhere", "Warmth, company, money, quiet"),
            Step(
                "See that somebody independent talks to each child on return", "And that the answers reach this record"
            ),
        ),
        say=("We are glad that you are back. What were you going to, and what were you getting away from?",),
        record=("Hours, routes and who travels along, by place; each child on their own record",),
        escalate=("A child is missing now: police, with all you know of the place",),
        avoid=("Do not write absconded", "Do not read a quick return as no harm"),
    ),
)

RADICALISATION: Final = Playbook(
    code="radicalisation",
    question="When extreme views are pushed on young people",
    harms=("radicalisation",),
    ring=("police", "school_dsl", "community_safety", "faith"),
    words=Words(
        steps=(
            Step(
                "Talk to the council’s Prevent lead before anything else", "They say what is a referral and what is not"
            ),
            Step("Ask who reaches young people there, and how", "Online, at a gym, at a table with leaflets"),
            Step("Find adults there who can offer something better", "Belonging is what is being sold"),
        ),
        say=("What do they give you that nobody else does?",),
        record=("What was said or shown, where, and who heard it; not what somebody believes",),
        escalate=("Somebody talks of violence: police, at once",),
        avoid=("Do not treat faith, dress or an opinion as a sign of harm",),
    ),
)

GROOMING_ONLINE: Final = Playbook(
    code="grooming_online",
    question="When an adult contacts or threatens children online",
    harms=("online_grooming", "online_coercion"),
    ring=("police", "school_dsl", "vcs"),
    words=Words(
        steps=(
            Step("Ring the police and use the CEOP report", "They know this kind of contact from elsewhere"),
            Step("Ask the young person not to delete anything, and not to answer", "And not to pay"),
            Step("Ask which place it began in", "A game, a team, a school: others there are being written to"),
        ),
        say=("Whoever threatens you is the one who has done wrong. Paying does not end it; we can help.",),
        record=("Platform and handle of the adult’s account, when, and the police reference",),
        escalate=("A meeting is planned, or a child speaks of ending it: 999",),
        avoid=("Do not pretend to be the young person",),
    ),
)

IMAGES: Final = Playbook(
    code="images",
    question="When pictures are passed around",
    harms=("online_images",),
    ring=("police", "school_dsl", "camhs"),
    words=Words(
        steps=(
            Step(
                "Do not look; ask what is in it", "To view, copy or send on a sexual picture of a child is an offence"
            ),
            Step("Show the young person Report Remove", "Under 18 they can have their own picture taken down"),
            Step("Ask the school or club to speak to everybody about passing on", "Without saying whose it was"),
        ),
        say=("You are not in trouble for this. Let us see what can be taken down.",),
        record=("That there is a picture, where it goes round, and to whom that was reported; never the picture",),
        escalate=("An adult has it or asks for more, or force was used: police and front door, today",),
        avoid=("Do not ask for it to be sent to you", "Do not make the person in it apologise or stay at home"),
    ),
)

SUBSTANCES: Final = Playbook(
    code="substances",
    question="When drugs, vapes or alcohol are offered",
    harms=("substances",),
    ring=("health_icb", "licensing", "police", "vcs"),
    words=Words(
        steps=(
            Step("Ask who supplies, and what is asked for in return", "A gift is often the first step into debt"),
            Step("Tell licensing or trading standards where it is sold", "They can test and act; you can’t"),
            Step(
                "Bring the young people’s substance service to the place", "Help that comes along is help that is used"
            ),
        ),
        say=("Nobody gets into trouble for telling us what is being offered here.",),
        record=("What is offered, by which kind of seller, when; not who uses",),
        escalate=("Somebody has collapsed or can’t be woken: 999", "Adults pay children in drugs: front door, today"),
        avoid=("Do not send young people away who have taken something: stay until help is there",),
    ),
)

SELF_HARM: Final = Playbook(
    code="self_harm",
    question="When young people hurt themselves",
    harms=("self_harm",),
    ring=("camhs", "school_nurse", "school_dsl", "health_icb"),
    words=Words(
        steps=(
            Step("Make sure that each child known to be at risk is seen today", "The place comes second, for once"),
            Step("Ask a mental health worker what to say, and to whom", "How it is talked about can spread it"),
            Step("Offer friends help too", "They carry more than they say"),
        ),
        say=("Thank you for telling me. Are you safe right now?",),
        record=("That it happens and where it is talked about; no ways of doing it",),
        escalate=(
            "Somebody may end their life: 999, and stay with them",
            "A death: the council’s plan for that, at once",
        ),
        avoid=("Do not hold an assembly about it", "Do not describe how it was done"),
    ),
)

HARM_PLAYBOOKS: Final = (
    SEXUAL_EXPLOITATION, CRIMINAL_EXPLOITATION, VIOLENCE, BETWEEN_CHILDREN, TRAFFICKING, MISSING, RADICALISATION,
    GROOMING_ONLINE, IMAGES, SUBSTANCES, SELF_HARM,
)  # fmt: skip  # one list
