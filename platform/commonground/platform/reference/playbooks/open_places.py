"""Places that nobody runs alone: parks, streets, estates, transport, addresses, areas across a border."""

from __future__ import annotations

from typing import Final

from commonground.platform.reference.playbooks.types import Playbook, Step, Words

PARK: Final = Playbook(
    code="park",
    question="What do I do about a park?",
    kind="place",
    venues=("park",),
    ring=("parks", "vcs", "community_safety", "police", "residents"),
    words=Words(
        steps=(
            Step("Go and look, at the hour that worries people", "In a pair, on foot, once by day and once at dusk"),
            Step("Walk it with whoever looks after it", "Lights, hedges, benches, ways in and out"),
            Step("Ask youth workers who is there and what it is used for", "Most use of a park is good: keep that"),
            Step("Ask young people where they feel safe and where not", "A map and three colours are enough"),
            Step("Have one thing put right within two weeks", "A lamp or a cut hedge shows that somebody listened"),
        ),
        say=(
            "If this were your park, what would you change first?",
            "We are not here to move you. We want to know what it is like here.",
        ),
        record=(
            "Time, weather, how many people of which ages, which corners",
            "Who looks after young people there already: workers, dog walkers, the café",
            "What was reported for repair, to whom, and when it was done",
        ),
        escalate=(
            "Adults wait for or collect children there: police and front door, today",
            "Weapons are hidden there: police; do not touch them",
            "Worries come from three sides, or move to the next park: ask for a context assessment",
        ),
        avoid=(
            "Do not begin with a dispersal order: young people go where nobody looks",
            "Do not photograph people",
            "Do not cut back everything: shelter and company also keep people safe",
        ),
    ),
)

STREET: Final = Playbook(
    code="street",
    question="What do I do about a street, a way or a car park?",
    kind="place",
    venues=("street", "route", "car_park"),
    ring=("community_safety", "police", "vcs", "school", "business"),
    words=Words(
        steps=(
            Step("Walk it at the hour that worries people", "From where young people come to where they go"),
            Step("Mark where nobody can see or hear them", "And where somebody could: windows, shops, stops"),
            Step("Ask those who are there every day", "Shopkeepers, wardens, crossing patrols, delivery drivers"),
            Step(
                "Ask the nearest school when and which way they walk", "Ten minutes later or another gate may be enough"
            ),
            Step("Agree who is on the street at that hour", "An adult whom they know, three weeks running"),
        ),
        say=(
            "Which bit of the way do you hurry through?",
            "You are here every day. What has changed since the summer?",
        ),
        record=(
            "Hours, direction, lights, what can be seen from where",
            "Cars by where and when they stop; number plates go to the police and not here",
            "Who could keep an eye on it, and what they would need",
        ),
        escalate=(
            "A car picks up children: police now, front door after that",
            "Somebody was followed or robbed there: police, then the lead, the same day",
            "The harm moves from one street to the next: ask for a context assessment of the area",
        ),
        avoid=(
            "Do not tell young people to go another way and leave it at that",
            "Do not ask residents to confront anybody",
            "Do not write who was there, only what happens there",
        ),
    ),
)

ESTATE: Final = Playbook(
    code="estate",
    question="What do I do about an estate or a stairwell?",
    kind="place",
    venues=("estate", "stairwell"),
    ring=("housing", "registered_provider", "community_safety", "vcs", "residents", "police"),
    words=Words(
        steps=(
            Step("Ring the housing officer before you go", "They know doors, lights, and who is afraid"),
            Step("Walk it with the caretaker", "Entrances, bin stores, roofs, flats that are empty"),
            Step("Meet residents where they meet anyhow", "Fewer people come to an office, and those the same"),
            Step("Ask young people who live there what would help", "It is their home before it is our concern"),
            Step("Have one repair done and tell people who asked for it", "A door that locks is a response"),
        ),
        say=(
            "Who here do children go to when something is wrong?",
            "We are not looking for whom to blame. We want to know what the place makes easy.",
        ),
        record=(
            "Doors, lights, cameras, empty flats: what does not work and since when",
            "Which residents and groups look out for children, by role",
            "What housing will do, by when",
        ),
        escalate=(
            "A tenant’s home seems to be taken over by others: police and adult social care, today",
            "A family is threatened: police, and housing about a safe move",
            "Children carry or wait in stairwells for adults: front door, and strategy discussion",
        ),
        avoid=(
            "Do not threaten a family’s tenancy over what was done to their child",
            "Do not knock at a door that may be watched",
            "Do not call the young people who live there a problem of the estate",
        ),
    ),
)

TRANSPORT: Final = Playbook(
    code="transport",
    question="What do I do about a stop, a station or a bus route?",
    kind="place",
    venues=("transport_stop", "transport_route", "transport_hub"),
    ring=("transport", "police", "school", "community_safety", "vcs"),
    words=Words(
        steps=(
            Step("Ring the operator’s safeguarding lead", "Operators have their own reports, by stop and hour"),
            Step("Travel it at the hour that worries people", "Upper deck, platform ends, the wait after the last bus"),
            Step(
                "Ask staff what they do when a child seems lost or led", "Drivers and barrier staff see the same faces"
            ),
            Step("Ask the schools along the way", "Which stops, which minutes, which gates"),
            Step("Agree who stands there in the worst half hour", "Staff, youth workers, or a later bell"),
        ),
        say=(
            "Which stop do people get off early to avoid?",
            "If a child travels far, alone and with a ticket somebody else bought, this is the number.",
        ),
        record=(
            "Line, direction, stop, minutes, and what happens there",
            "What staff can do and whom they ring, by day and by night",
            "Which other councils the line goes through",
        ),
        escalate=(
            "A child is taken or sent by train or coach: British Transport Police, then front door",
            "Another council’s end of the line is part of it: hand it over or share it through the lead",
            "Attacks or robberies repeat at one stop: police and operator together, this week",
        ),
        avoid=(
            "Do not ask for young people’s travel passes to be taken away",
            "Do not pass names of pupils to the operator",
            "Do not leave the far end of the line out",
        ),
    ),
)

ADDRESS: Final = Playbook(
    code="address",
    question="What do I do about an address where children gather?",
    kind="place",
    venues=("home",),
    ring=("police", "social_care", "housing", "early_help", "community_safety"),
    words=Words(
        steps=(
            Step(
                "Ring the front door and the police before anybody goes", "A visit can warn, or put a child in danger"
            ),
            Step(
                "Ask whether somebody who lives there is being used", "An adult whose home is taken over needs help too"
            ),
            Step("Agree with the police who goes, and as what", "A welfare visit and a search are different things"),
            Step("Find out through housing who holds the tenancy", "And what has been reported already"),
            Step("Think what draws young people there", "Warmth, food, a bed, company: offer it somewhere safe"),
        ),
        say=(
            "We are worried about what happens at this address. Nobody is in trouble for having been there.",
            "Where else could you go when it is cold and late?",
        ),
        record=(
            "Hours, comings and goings, and what was seen from where",
            "Who was asked, and what the police have said about visiting",
            "Children’s names on their own records alone, never here",
        ),
        escalate=(
            "A child may be there now and not free to leave: 999",
            "Several children are drawn there: strategy discussion",
            "The same adults turn up at another address: tell the lead and the police",
        ),
        avoid=(
            "Do not go alone, and do not go first",
            "Do not ask neighbours to watch or to write down who comes",
            "Do not leave a card or letter at the door",
        ),
    ),
)

BORDER: Final = Playbook(
    code="border",
    question="What do I do about an area across our border?",
    kind="place",
    venues=("cross_border_area",),
    ring=("community_safety", "police", "social_care", "transport", "scp"),
    words=Words(
        steps=(
            Step("Find the neighbour’s lead", "One call saves two plans that pull apart"),
            Step("Say which part of the area is whose, and who leads", "Young people do not see the line"),
            Step("Share what is known about the place, not about children", "That is usually enough to begin"),
            Step("Look at it together, once", "Two maps on one table"),
            Step("Write down who answers until the other council has agreed", "A message sent does not pass it on"),
        ),
        say=(
            "We hold this until you tell us in writing that you do.",
            "What do you see from your side?",
        ),
        record=(
            "Who leads in each council, and since when",
            "What was shared, with whom, on what basis",
            "What each council does, and the day on which both meet again",
        ),
        escalate=(
            "Neither council will lead: both managers, this week",
            "A child of one council is harmed in the other: both front doors",
            "Different police areas are part of it: ask each for one named post",
        ),
        avoid=(
            "Do not close it because most of it lies elsewhere",
            "Do not send lists of children across",
            "Do not start work there unannounced",
        ),
    ),
)

PLACE: Final = Playbook(
    code="place",
    question="What do I do about a place?",
    kind="place",
    venues=("other_place",),
    ring=("community_safety", "police", "vcs", "housing", "business"),
    words=Words(
        steps=(
            Step("Find out who owns it and who is there every day", "They are often not the same"),
            Step("Go and look at the hour that worries people", "In a pair, and tell a colleague where you are"),
            Step("Ask what draws young people there", "Something good, as a rule: keep that"),
            Step("Ask who there already looks out for them", "Begin with the adults whom they trust"),
            Step("Agree one thing that changes within two weeks", "And the day on which you look again"),
        ),
        say=(
            "What is it about this place that makes it easy for harm to happen?",
            "What would make it safer, and who could do that?",
        ),
        record=(
            "Times, corners, lights, who can see what",
            "Who could keep an eye on it, and what they would need",
            "What was agreed, by whom and until when",
        ),
        escalate=(
            "Whoever runs it seems to be part of it: ring the lead, do not warn",
            "Worries come from three sides: ask for a context assessment",
            "Nobody owns the problem: the manager, this week",
        ),
        avoid=(
            "Do not move young people on before there is somewhere better",
            "Do not write names of children on a record about a place",
            "Do not promise what another service has to do",
        ),
    ),
)

OPEN_PLACES: Final = (PARK, STREET, ESTATE, TRANSPORT, ADDRESS, BORDER, PLACE)
