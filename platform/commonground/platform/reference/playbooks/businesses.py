"""Places that somebody runs: shops, pubs, hotels, clubs, homes of children, events."""

from __future__ import annotations

from typing import Final

from commonground.platform.reference.playbooks.types import Playbook, Step, Words

SHOP: Final = Playbook(
    code="shop",
    question="What do I do about a shop?",
    kind="place",
    venues=("shop", "takeaway"),
    ring=("licensing", "community_safety", "police", "vcs", "business"),
    words=Words(
        steps=(
            Step("Ring the lead before you visit", "So that the owner meets one face, not three"),
            Step("Go in daylight, in a pair, and buy something", "You are a customer first"),
            Step("Ask the owner what they see, not who", "Times, cars, corners. Leave names alone"),
            Step("Agree one thing they can do this week", "A light, a bin, a number by the till"),
            Step("Write it down the same day", "What is different in the place, in two sentences"),
        ),
        say=(
            "You see this street at five o’clock and we don’t. What would you change?",
            "Nobody is asking you to be the police. If it feels wrong, this is the number.",
            "Young people come here because they like it. We want it to stay a place where they are safe.",
        ),
        record=(
            "When you went, who from the council came along, and how the owner met you",
            "Busy hours, what can be seen from the till, lights, cameras, who is there at closing time",
            "What was agreed, by whom and until when, and the day on which you go back",
        ),
        escalate=(
            "Staff seem to be part of it: leave, ring the lead, do not warn",
            "Alcohol, vapes or knives are sold to children: licensing or trading standards, today",
            "A third worry comes in, or a new kind of harm: ask for a context assessment",
        ),
        avoid=(
            "Do not ask to see cameras on a first visit",
            "Do not move young people on: they go where nobody looks",
            "Do not promise that it stays between you",
        ),
    ),
)

LICENSED: Final = Playbook(
    code="licensed",
    question="What do I do about a pub, bar or club?",
    kind="place",
    venues=("licensed_premises",),
    ring=("licensing", "police", "community_safety", "fire"),
    words=Words(
        steps=(
            Step("Ask licensing what is known", "The licence, its conditions and who holds it"),
            Step(
                "Agree with licensing who visits first", "A visit about a licence and one about care are not the same"
            ),
            Step("Meet the licence holder before the doors open", "They can listen when the room is empty"),
            Step(
                "Ask how staff check age and what they do when worried", "Door, bar, toilets, smoking area, taxi rank"
            ),
            Step("Agree one change, and a night to look at it", "A person at the side door, a number behind the bar"),
        ),
        say=(
            "Your door staff see who arrives with whom. What makes them uneasy?",
            "Somebody under 18 in here is a child to look after first, and a licence matter second.",
        ),
        record=(
            "Which nights and hours, and which entrance",
            "What staff are trained in, and whom they ring when a child is with adults they do not know",
            "What the licence already asks for, and whether it happens",
        ),
        escalate=(
            "Children are there with adults who buy them drinks, rooms or lifts: police and front door, today",
            "The holder will not work with you: ask licensing about a review to protect children from harm",
            "Door staff or management seem to be part of it: do not warn, ring the lead",
        ),
        avoid=(
            "Do not send young people in to test sales on your own account: that is a lawful job of others",
            "Do not treat a child who was served as the one at fault",
            "Do not talk about one young person with door staff",
        ),
    ),
)

LODGING: Final = Playbook(
    code="lodging",
    question="What do I do about a hotel or a short let?",
    kind="place",
    venues=("hotel_short_let",),
    ring=("police", "licensing", "housing", "community_safety", "social_care"),
    words=Words(
        steps=(
            Step("Talk to the police before anybody visits", "They may know the address, and evidence is easily lost"),
            Step("Find out who runs it, and who owns it", "A manager, an agent and a booking site may all have a part"),
            Step("Meet the manager with a partner who knows the trade", "Licensing, the fire service or a hotel watch"),
            Step("Go through signs that staff notice", "Cash, many visitors, a child who has no luggage or no key"),
            Step("Leave one number and one sentence for the night desk", "Most of it happens when no manager is there"),
        ),
        say=(
            "Your cleaners and night staff see what nobody else does. Whom would they tell?",
            "You need no proof to ring. A worry about a child is enough.",
        ),
        record=(
            "Which hours and which entrances, how rooms are booked and paid for",
            "What staff know about exploitation, and who trained them",
            "What the manager will do, and when you speak again",
        ),
        escalate=(
            "A child is or was in a room with adults who are not family: police, then front door, at once",
            "Rooms are booked again and again in the same way: strategy discussion",
            "A short let has no manager to meet: ask housing and the police which powers they have",
        ),
        avoid=(
            "Do not ask staff to look into rooms or to follow guests",
            "Do not ring the booking name or number yourself",
            "Do not visit before the police have said that you will not be in the way",
        ),
    ),
)

ACTIVITY: Final = Playbook(
    code="activity",
    question="What do I do about a club, a sports venue or a place of worship?",
    kind="place",
    venues=("youth_venue", "sport_venue", "faith_venue"),
    ring=("vcs", "faith", "social_care", "police", "scp"),
    words=Words(
        steps=(
            Step(
                "Ring whoever is in charge of safeguarding there", "Most have somebody. If not, that is the first step"
            ),
            Step(
                "Ask whether an adult with a role there is part of the worry", "Then it is for the designated officer"
            ),
            Step("Visit while it is open, at an hour they choose", "You see arrivals, corners and the way home"),
            Step("Ask the workers what young people tell them", "They have the trust that we do not have yet"),
            Step("Agree what they do and what we do", "One number, one person, one day to talk again"),
        ),
        say=(
            "This is one of the places where young people feel safe. How do we keep it so?",
            "What happens on the way here and on the way home?",
        ),
        record=(
            "What already protects young people there, and who they trust",
            "Times of arriving and leaving, and who waits outside",
            "Which adults keep an eye on things, and what they ask for",
        ),
        escalate=(
            "An adult who works or helps there may have harmed a child: the designated officer, within one working day",
            "People wait outside to reach young people: police and community safety, today",
            "The place wants to ban a group: offer a meeting first, and ask the lead to come",
        ),
        avoid=(
            "Do not put the place in danger of closing by naming it widely",
            "Do not ask workers to watch or question particular young people",
            "Do not look into an allegation against an adult yourself",
        ),
    ),
)

PLACEMENT: Final = Playbook(
    code="placement",
    question="What do I do about a children’s home or a placement?",
    kind="place",
    venues=("placement",),
    ring=("social_care", "police", "scp", "health_icb", "vcs"),
    words=Words(
        steps=(
            Step("Ring the manager, and the placing authorities through them", "Each child has a council that answers"),
            Step("Ask what happens outside the door", "Cars, callers, phones, shops, where young people are met"),
            Step("Look at the area together with the staff", "The home may be safe and the corner not"),
            Step("Agree what staff do when somebody waits outside", "Note the time and the car, ring, do not go alone"),
            Step(
                "Ask young people, through whom they trust, what would help", "They know which hours are the hard ones"
            ),
        ),
        say=(
            "The question is who is targeting this address, not what is wrong with those who live here.",
            "What would make the first hour after school safer?",
        ),
        record=(
            "Hours, cars and places around the home, without who lives there",
            "Which authorities place children there, by council and not by child",
            "What staff can do at once, and what they need from others",
        ),
        escalate=(
            "Somebody seems to be targeting the home: strategy discussion with police and the placing authorities",
            "Staff may be part of it: the designated officer, and the inspectorate by those whose job it is",
            "A child is missing from there now: police, then the placing authority",
        ),
        avoid=(
            "Do not answer with moving a child: ask first what can change around the home",
            "Do not write names of residents on a record about the place",
            "Do not let repeated reports become normal because of where they come from",
        ),
    ),
)

EVENT: Final = Playbook(
    code="event",
    question="What do I do about an event?",
    kind="place",
    venues=("event",),
    ring=("community_safety", "licensing", "police", "vcs", "transport"),
    words=Words(
        steps=(
            Step("Find out who answers for it, and when it is", "Organiser, land owner, safety advisory group"),
            Step(
                "Say what worries us before the plans are fixed", "Lights, ways out and staff are settled weeks before"
            ),
            Step(
                "Ask for a quiet place and adults whom young people know", "Youth workers, with a sign that can be seen"
            ),
            Step("Plan the way home", "Most harm comes after the end, at stops and in car parks"),
            Step("Meet within a week after it", "What worked, what did not, what changes next time"),
        ),
        say=(
            "Where would you go here if you were fifteen and something felt wrong?",
            "We want young people to come, and to get home.",
        ),
        record=(
            "Day, hours, how many are expected, who runs it",
            "What was agreed for the place and for the way home",
            "What was seen on the day, by place and time and not by person",
        ),
        escalate=(
            "A threat is made for the day: police, at once, and the organiser through them",
            "Nobody answers for the event: community safety and licensing",
            "Children are brought by adults nobody knows: police and front door",
        ),
        avoid=(
            "Do not ask for it to be called off before you have asked what would make it safe",
            "Do not share young people’s posts about it further",
            "Do not leave it to stewards alone",
        ),
    ),
)

BUSINESSES: Final = (SHOP, LICENSED, LODGING, ACTIVITY, PLACEMENT, EVENT)
