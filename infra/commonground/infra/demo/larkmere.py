"""Larkmere, an invented London borough: three months at its front door. Nothing and nobody here is real."""

from __future__ import annotations

from commonground.infra.demo.shapes import Changed, Referred, Setting, Story, Told
from commonground.tenants.referrals.types import Weighed

ADVICE_REPLY = (
    "Thank you for telling us. We have read what you wrote and thought about what would help there. "
    "You can add more at any time."
)
LOOKED_AT = (
    "Thank you. We have read what you told us, and somebody whose job is that part of town is looking at it. "
    "You can add more at any time."
)

SETTINGS = (
    Setting(
        key="spoon", kind="place", name="Golden Spoon, 14 Mill Lane", venue="takeaway",
        aliases=("The Spoon", "Chicken shop on Mill Lane"), address="14 Mill Lane", postcode="LM4 2QT", days=46,
        lead="priya-raman",
        details={"owner": "Golden Spoon Foods, the manager", "owner_reach": "020 7946 0155",
                 "opening": "Daily, 11am to 11pm; Fridays until 1am"},
        description="A takeaway with a yard behind it that can't be seen from the street. Young people aged about 13 "
        "to 15 gather there after school. The owner is willing to talk; the evening staff look away.",
        notes=((30, "Visited with licensing. The owner will move the bins so that the yard can be seen."),
               (12, "Riverside Mentors can stand in the yard on weekdays from next month.")),
    ),
    Setting(
        key="parade", kind="place", name="Mill Lane shops", venue="street", aliases=("The parade",),
        address="2 to 30 Mill Lane", days=160, status="closed",
        description="The parade was lit again in summer and the fights stopped. Closed after the September review.",
    ),
    Setting(
        key="pepper", kind="place", name="Pepper & Lime, 3 Station Parade", venue="takeaway",
        address="3 Station Parade", postcode="LM1 1AB", days=78, lead="priya-raman",
        description="Young people aged about 13 to 15 gather in the yard behind this takeaway after school. Fewer "
        "contacts since the yard was lit and a youth worker began standing there on weekdays.",
        notes=((44, "Light in the yard on."), (40, "Location conference: a lead and four actions agreed."),
               (19, "Owner agreed to brief the evening staff."), (8, "Third street survey: 9 of 15 name an adult.")),
        changed=Changed(days=7, en="Since you wrote, the yard has been lit, a youth worker is there on weekdays after "
                        "school, and the shop’s bins are moved. Thank you: small things add up."),
    ),
    Setting(
        key="elmpark", kind="place", name="Elm Park bandstand", venue="park", aliases=("The bandstand",),
        address="Elm Park, Larch Road", days=70, lead="ife-balogun", team="North locality",
        description="A bandstand out of sight of the paths. Used in the evenings by two groups of young people who "
        "do not get on.",
        notes=((50, "Park audit with the rangers: two lamps out, hedge too high."),
               (21, "Lamps mended. Hedge cut on the path side.")),
        changed=Changed(days=15, en="Since you wrote, the lamps at the bandstand have been mended and the hedge by the "
                        "path is cut. A ranger walks by on Friday evenings."),
    ),
    Setting(
        key="brooklane", kind="school", name="Brook Lane School", venue="school", aliases=("Brook Lane",),
        address="Brook Lane", days=90, lead="priya-raman",
        details={"establishment": "217/4038", "dsl_post": "Deputy head (inclusion)", "dsl_phone": "020 7946 0121"},
        description="Secondary school with 1,100 pupils. The designated safeguarding lead rings every fortnight.",
        notes=((33, "Corridor survey planned with the student council."),),
    ),
    Setting(
        key="bus207", kind="group", name="Friends on the 207 bus", venue="peer_group", days=35, lead="priya-raman",
        details={"size": "6_10", "age_band": "13_15", "common_link": "The 207 after school, and one school"},
        description="Six to ten young people, about 14 to 16, who ride the 207 after school. Common link: the bus "
        "and one school. No names are kept here.",
        notes=((20, "Bus company's safeguarding lead agreed to a named driver contact."),),
    ),
    Setting(
        key="riders", kind="online", name="“Night Riders” game server", venue="online_game", platform="Blockforge",
        handle="nightriders-uk", days=28, lead="ife-balogun", team="North locality", details={"audience": "invited"},
        description="A private server that adults unknown to the young people have joined. Parents raised it.",
    ),
    Setting(
        key="shortlet", kind="place", name="Short let, 9 Ferry Road", venue="hotel_short_let",
        address="9 Ferry Road", days=24, lead="joan-akers", restricted=True, named=("joan-akers", "priya-raman"),
        description="Restricted: a police operation is under way.",
    ),
    Setting(
        key="backroom", kind="place", name="Back room of the phone repair shop, 31 Station Parade", venue="shop",
        address="31 Station Parade", days=57, lead="beatrix-holloway", restricted=True,
        named=("beatrix-holloway", "jonty-amaral"),
        description="Restricted: somebody who works for the council is related to the owner. Young people aged about "
        "14 are let into the back room in the evening and leave with phones.",
        notes=((45, "Agreed with the police who visits. Nothing is said to the shop yet."),),
    ),
    Setting(
        key="leisure", kind="place", name="Larkmere Leisure car park", venue="car_park", address="Quay Street",
        postcode="LM9 1AA", days=55, lead="ife-balogun", team="North locality",
        description="Cars meet here late on Fridays. The leisure centre's duty manager is worried.",
    ),
    Setting(
        key="elder", kind="place", name="Elder House, stairwells", venue="stairwell",
        address="Elder House, Quay Street", days=4, description="Three stairwells with doors that no longer lock.",
    ),
    Setting(
        key="missing", kind="group", name="Friends who go missing together", venue="friendship_group", days=8,
        description="Three young people, missing on the same nights. No names are kept here.",
    ),
    Setting(
        key="towpath", kind="place", name="Canal towpath by the lock", venue="route", address="Lock Lane",
        postcode="HW1 1AA", days=62,
        description="Unlit path between the estate and the college. Used by many young people after dark.",
    ),
)  # fmt: skip  # facts of one context read better side by side

TOLD = (
    Told(title="Takeaway on Mill Lane, back yard", kind="place", harms=("cce",), source="public", days=1, at="21:12",
         what="Most evenings after school there are young people in the yard behind the takeaway. Two older lads drive "
         "up and give them food and phones. One girl called Ayesha looked upset and was told to get in the car. She "
         "did not. The staff look away.", when="Weekdays, 4pm to 7pm, since about October", children="3_5",
         where="“Golden Spoon”, yard behind the shops", address="Mill Lane", state="screening", holder="amara-nwosu",
         subject="spoon"),
    Told(title="Golden Spoon, food and lifts", kind="place", harms=("cce",), source="school", days=12, children="3_5",
         what="Pupils say older cousins in a car bring food to the yard on Fridays.", when="After school, Fridays",
         where="Yard behind the takeaway", state="decided", holder="amara-nwosu", subject="spoon",
         outcome="added_to_context", reply=LOOKED_AT,
         why="Second contact about one yard. Added to the context; the lead rings the school.", referred=Referred(
             by="ansel-brodie", job="Designated safeguarding lead", openness="told", evidence="young_people",
             reliability="likely", how_often="most_weeks", first_noticed="After half term")),
    Told(title="Smell of cannabis outside the Golden Spoon", kind="place", harms=("substances",), source="public",
         days=36, children="1_2", what="Smell of cannabis outside the takeaway, offered to one boy of about 15. The "
         "owner asked them to leave.", when="About 6pm", where="Outside the takeaway", state="decided",
         holder="dayo-okoro", subject="spoon",
         outcome="advice", reply=ADVICE_REPLY, why="One contact, the owner acted. Advice given; kept on the context."),
    Told(title="Canal towpath by the lock", kind="place", harms=("robbery", "weapons"), source="la_other", days=5,
         what="Park ranger: three young people had their phones taken on the towpath in two weeks.", children="3_5",
         state="screening", holder="dayo-okoro", subject="towpath", when="After dark", referred=Referred(
             by="ife-balogun", job="Locality practitioner", evidence="colleague", reliability="likely",
             how_often="most_weeks", reported_to=("police",), first_noticed="Two weeks ago",
             boundary="From the lock to the road bridge", other_boroughs="Hallowdene, beyond the bridge",
             carried="A moped without plates", involved="The park rangers walk by at six",
             case_references=("LK-20418", "LK-20977"), openness="not_told",
             untold_why="The police want to speak to them first")),
    Told(title="Group on the 207 bus", kind="group", harms=("bullying", "hate"), source="transport", days=4,
         what="A driver reports that one boy is shouted at about his accent by the same group each afternoon.",
         children="6_10", state="waiting", holder="hanna-lund", subject="bus207", asked="other",
         asked_whom="the bus company", when="The 15:42"),
    Told(title="Bus shelter, Station Parade", kind="place", harms=("cce",), source="transport", days=1, at="08:55",
         what="The night driver sees the same two young people handing over small bags at the shelter.",
         children="1_2", when="After 10pm", subject="pepper"),
    Told(title="Year 9 group chat, school trip", kind="online", harms=("online_images",), source="school", days=1,
         at="11:20", what="A picture taken in a changing room is going round a group chat of the school trip.",
         children="6_10", state="escalated", holder="tom-hessle", when="Since Wednesday"),
    Told(title="Stairwell C, Elder House", kind="place", harms=("substances",), source="housing", days=2, at="16:05",
         what="Residents step over young people smoking in stairwell C. A man nobody knows has a key.",
         children="3_5", state="needs_lead", holder="", outcome="context_assessment", subject="elder",
         why="Third stairwell contact this term and an adult with a key: assess the place.",
         weighed=Weighed(frequency="most_days", severity="some_harm", trajectory="worse", guardianship="nobody",
                         response="The caretaker locks the lower door at ten."),
         when="Evenings"),
    Told(title="Northgate skate park", kind="place", harms=("weapons",), source="vcs", days=1, at="15:30",
         what="Youth worker saw a large knife shown among friends, then put away.", children="3_5", when="Saturday"),
    Told(title="Toilets, Brook Lane School", kind="school", harms=("sexual_harassment",), source="school", days=1,
         at="10:40", what="Girls in year 8 avoid the upper toilets because of what older pupils say to them there.",
         children="over_10", state="screening", holder="amara-nwosu", subject="brooklane", when="Break times",
         referred=Referred(
             by="ansel-brodie", job="Designated safeguarding lead", openness="not_told", evidence="young_people",
             untold_why="The girls asked that nobody be told before they have talked to the school nurse",
             establishment="217/4038", involved="The school nurse", reported_to=("school_nurse",))),
    Told(title="Fight called for Station Parade", kind="place", harms=("weapons",), source="young_person", days=0,
         at="07:50", what="A message is going round that two groups meet at the bus shelter after school and that "
         "people should bring something. I think it is today.", children="over_10", when="Today, about 3:45pm",
         danger="yes"),
    Told(title="Vape shop, Station Parade", kind="place", harms=("substances",), source="public", days=1, at="18:20",
         what="The shop sells vapes to children in uniform and lets them sit in the back.", children="6_10",
         when="After school"),
    Told(title="“Night Riders” game server", kind="online", harms=("online_grooming",), source="individual_family",
         days=1, at="20:02", what="My son's friends play on a server where a man asks them for pictures in exchange "
         "for game money.", children="3_5", when="Late evenings", subject="riders"),
    Told(title="Gym above the bookmaker", kind="place", harms=("substances",), source="vcs", days=6,
         what="Boys of 15 and 16 are offered steroids by two older members.", children="3_5", state="waiting",
         holder="hanna-lund", asked="charity", asked_whom="Open Door Youth"),
    Told(title="Bus stop G, High Road", kind="place", harms=("robbery",), source="police", days=1, at="09:10",
         what="Two robberies of school pupils at the same stop in four days.", children="1_2", when="About 3:30pm",
         news="It happened again today at the same time."),
    Told(title="Friends who go missing together", kind="group", harms=("missing", "cse"), source="panel", days=9,
         what="Three young people known to each other are missing on the same nights.", children="3_5",
         state="needs_lead", outcome="consultation", team="Contextual safeguarding", subject="missing",
         why="Missing together four times in a month; the link between them matters more than each episode."),
    Told(title="Car park, Larkmere Leisure", kind="place", harms=("cse",), source="business", days=1, at="23:05",
         what="Security staff: young people get in and out of the same two cars late on Fridays.", children="3_5",
         when="Fridays after 10pm", subject="leisure"),
    Told(title="Alley behind the prayer hall", kind="place", harms=("hate",), source="vcs", days=1, at="13:15",
         what="Eggs and stones thrown at children walking home from evening class.", children="6_10", when="7pm"),
    Told(title="Short let, 9 Ferry Road", kind="place", harms=("cse",), source="la_other", days=8,
         what="Licensing: neighbours report young people arriving at all hours.", children="not_sure",
         state="decided", holder="joan-akers", subject="shortlet", outcome="strategy_discussion",
         team="Contextual safeguarding", why="Police operation under way: strategy discussion held.",
         reply="Thank you. We have read what you wrote, and somebody whose job it is is looking at it.",
         referred=Referred(
             by="sunniva-croft", job="Contextual safeguarding consultant", evidence="agency", reliability="unconfirmed",
             reported_to=("police", "licensing"), openness="not_told", untold_why="It could put somebody at risk")),
    Told(title="Library, upstairs", kind="place", harms=("bullying",), source="la_other", days=1, at="17:00",
         what="A group sits on the stairs so that younger children do not dare go up.", children="6_10",
         referred=Referred(by="priya-raman", job="Contextual safeguarding practitioner", involved="Library staff")),
    Told(title="Route home, Brook Lane to estate", kind="place", harms=("robbery",), source="young_person", days=2,
         at="16:45", what="We get our coats and money taken on the cut-through and nobody does anything.",
         children="over_10", state="screening", holder="dayo-okoro", when="Most days at half past three",
         withdrawal="My friends are angry that I told."),
    Told(title="Fair on the common", kind="place", harms=("weapons",), source="police", days=1, at="12:20",
         what="The fair comes back on Friday; last year there were fights between two schools.", children="over_10"),
    Told(title="Pupils selling vapes, lower site", kind="school", harms=("substances",), source="school", days=7,
         what="Two pupils are made to sell vapes for somebody outside.", children="1_2", state="waiting",
         holder="amara-nwosu", subject="brooklane", asked="school", asked_whom="the school"),
    Told(title="Bandstand, two groups", kind="place", harms=("serious_youth_violence",), source="public", days=20,
         what="Two groups shouting and throwing bottles at each other at the bandstand.", children="over_10",
         state="decided", holder="amara-nwosu", subject="elmpark", outcome="context_assessment", reply=LOOKED_AT,
         why="Fourth contact in six weeks, weapons mentioned for the first time.",
         weighed=Weighed(frequency="most_weeks", severity="serious_harm", trajectory="worse", guardianship="partly",
                         response="A ranger walks through on Fridays.")),
    Told(title="Bandstand after dark", kind="place", harms=("substances", "asb_exposed"), source="public", days=44,
         what="Young people sit at the bandstand until midnight with an older man.", children="3_5", state="decided",
         holder="hanna-lund", subject="elmpark", outcome="added_to_context", reply=LOOKED_AT,
         asks="Will the lamp behind the bandstand be mended too? It is the darkest corner.",
         why="Added to the context: same place, same time of day as in August."),
    Told(title="Bandstand hedge", kind="place", harms=("bullying",), source="la_other", days=61, children="1_2",
         what="A child was held behind the hedge and laughed at.", state="decided", holder="dayo-okoro",
         subject="elmpark", outcome="added_to_context", why="Kept on the context with the ranger's earlier note."),
    Told(title="Pepper & Lime, gifts", kind="place", harms=("cce",), source="public", days=70, children="3_5",
         what="Men in a white van give trainers to boys behind the takeaway.", state="decided", subject="pepper",
         holder="amara-nwosu", outcome="context_assessment", reply=LOOKED_AT, why="Gifts to children by adults."),
    Told(title="Pepper & Lime, second call", kind="place", harms=("cce",), source="school", days=64, children="3_5",
         what="Pupils come to lessons with new phones and will not say from whom.", state="decided",
         subject="pepper", holder="dayo-okoro", outcome="added_to_context", why="Fits what residents saw."),
    Told(title="Pepper & Lime, drugs offered", kind="place", harms=("substances",), source="business", days=48,
         what="A bus driver on his break was offered cannabis by a boy of 14.", children="1_2", state="decided",
         subject="pepper", holder="hanna-lund", outcome="added_to_context", why="New harm at the same yard."),
    Told(title="Pupil seen with scissors", kind="school", harms=("weapons",), source="school", days=40, at="09:20",
         what="Scissors shown to frighten a pupil in year 7.", children="1_2", state="decided", subject="brooklane",
         holder="amara-nwosu", outcome="single_agency", why="The school leads; we have agreed what it will do."),
    Told(title="Worry about one boy in Fern Close", kind="place", harms=("other",), source="public", days=16,
         what="A boy is always outside late and looks hungry.", children="1_2", state="decided", holder="hanna-lund",
         outcome="level_1", reply=ADVICE_REPLY, why="About one child: passed to the children's front door."),
    Told(title="Ice rink, Saturday session", kind="place", harms=("bullying",), source="public", days=51,
         children="6_10", what="Older ones trip up the little ones and film it.", state="decided", holder="dayo-okoro",
         outcome="signpost", reply=ADVICE_REPLY, why="The rink has a youth worker on Saturdays.",
         asks="Is there somebody at the rink now to whom the little ones can go?",
         answer="Thank you for asking. There is a youth worker in a yellow jacket by the skate hire on Saturdays."),
    Told(title="Fights outside the Mill Lane shops", kind="place", harms=("bullying",), source="business", days=150,
         what="Older pupils wait for younger ones outside the shops and film the fights.", children="6_10",
         state="decided", subject="parade", holder="hanna-lund", outcome="added_to_context", reply=LOOKED_AT,
         why="Second week of it; the school and the shops meet.", address="Mill Lane"),
    Told(title="Mill Lane shops, the bench", kind="place", harms=("bullying",), source="public", days=128,
         what="It is quieter since the lamps came, but the smaller ones still cross the road.", children="3_5",
         state="decided", subject="parade", holder="dayo-okoro", outcome="added_to_context", reply=LOOKED_AT,
         why="Kept on the context; fewer than before the lights.", address="Mill Lane"),
    Told(title="Phone repair shop, back room", kind="place", harms=("cce",), source="school", days=57, children="3_5",
         what="Pupils go in by the back door after closing and come out with phones that are not theirs.",
         state="decided", subject="backroom", holder="beatrix-holloway", outcome="context_assessment",
         why="Gifts to children by adults, and a relative of the owner works here: restricted."),
    Told(title="Something on the bridge", kind="place", harms=("not_sure",), source="anonymous", days=30,
         what="Somebody may be living under the bridge.", state="withdrawn", holder="hanna-lund",
         withdrawal="I was wrong about the bridge, please forget it.",
         why="Read, and looked at with the ranger: nobody is there, and no child was mentioned."),
    Told(title="Park gates, knife found", kind="place", harms=("weapons",), source="la_other", days=6, at="07:50",
         what="Knife found under the gate by the ranger. Handed to the police.", children="none_known",
         state="escalated", holder="tom-hessle", subject="elmpark"),
    Told(title="Rooftop of the Quay Street flats, upper landing behind the locked plant room door",
         kind="place", harms=("self_harm", "substances", "asb_exposed"), source="housing", days=3, at="19:40",
         what="The lock is broken and young people sit on the edge of the roof at night. The caretaker has mended it "
         "twice. Yesterday one of them said that they would not mind falling.", children="3_5"),
)  # fmt: skip  # as above

STORY = Story(SETTINGS, TOLD)
