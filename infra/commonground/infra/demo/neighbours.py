"""Hallowdene, an invented county, and Glanwern, an invented Welsh council. Nothing and nobody here is real."""

from __future__ import annotations

from commonground.infra.demo.shapes import Changed, Referred, Setting, Story, Told

THANKS = "Thank you. We have read what you told us. You can add more at any time."
DIOLCH = "Diolch. Rydym wedi darllen yr hyn a ddywedoch wrthym. Gallwch ychwanegu mwy gyda’ch cod unrhyw bryd."

HALLOWDENE = Story(
    (
        Setting(key="station", kind="place", name="Hallow Vale station", venue="transport_hub", days=66,
                address="Station Approach", lead="callum-wray", aliases=("The Vale",),
                description="Last trains bring young people from three districts; nobody is on the platform after 8.",
                notes=((31, "Train company will staff the platform on Fridays until January."),)),
        Setting(key="quarry", kind="place", name="Old quarry at Sedge Hill", venue="other_place", days=52,
                lead="callum-wray", description="Swimming and fires in summer, older visitors since September."),
        Setting(key="academy", kind="school", name="Sedge Hill Academy", venue="school", days=40,
                address="Academy Road", details={"establishment": "889/4102", "dsl_post": "Head of sixth form"},
                description="Two sites with one bus between them."),
        Setting(key="market", kind="group", name="Market square evening group", venue="friendship_group", days=25,
                lead="callum-wray", description="Six to ten young people who meet after the market closes."),
        Setting(key="bypass", kind="place", name="Bridge over the bypass", venue="route", days=13, lead="callum-wray",
                description="A footbridge with low rails, on the way home from the academy."),
    ),
    (
        Told(title="Hallow Vale station, last train", kind="place", harms=("county_lines",), source="transport", days=1,
             at="22:40", what="Two boys with heavy bags are met by different cars each Friday.", children="1_2",
             subject="station"),
        Told(title="Sedge Hill quarry", kind="place", harms=("cse", "substances"), source="public", days=2, at="19:15",
             what="A van brings drink to young people at the quarry.", children="6_10", state="screening",
             holder="bev-tranter", subject="quarry"),
        Told(title="School bus between the sites", kind="school", harms=("bullying",), source="school", days=5,
             what="Fights on the upper deck of the shuttle.", children="over_10", state="waiting",
             holder="bev-tranter", asked="school", asked_whom="the school", subject="academy"),
        Told(title="Market square after closing", kind="group", harms=("group_associated",), source="police", days=8,
             what="The same group is moved on each night and goes to the multi-storey.", children="6_10",
             state="decided", holder="callum-wray", outcome="consultation", subject="market",
             team="Contextual safeguarding", why="Moving them on makes it worse: consultation agreed."),
        Told(title="Holiday park, low season", kind="place", harms=("cce",), source="business", days=3,
             what="Caravans let to adults who are visited by local teenagers.", children="3_5", state="escalated",
             holder="martin-oyelaran"),
        Told(title="Village hall disco", kind="place", harms=("sexual_harassment",), source="public", days=27,
             what="Older boys from outside push girls around.", children="6_10", state="decided",
             holder="bev-tranter", outcome="signpost", reply=THANKS, why="The hall committee will have a door team."),
        Told(title="Group chat about the academy", kind="online", harms=("online_images",), source="school", days=1,
             what="An account posts pictures of pupils with insults.", children="over_10", subject="academy"),
        Told(title="Bridge over the bypass", kind="place", harms=("asb_exposed",), source="public", days=14,
             what="Stones dropped on cars; the youngest are told to do it.", children="3_5", state="decided",
             holder="bev-tranter", outcome="single_agency", subject="bypass", reply=THANKS,
             why="Highways and the school lead."),
    ),
)  # fmt: skip  # facts of one context read better side by side

GLANWERN = Story(
    (
        Setting(key="promenade", kind="place", name="Promenâd Glanwern", venue="street", days=58,
                aliases=("The prom", "Shelters on the promenade"), address="Ffordd y Môr", lead="rhodri-vaughan",
                description="The shelters on the promenade, out of season. Young people from two schools meet there.",
                notes=((22, "Noson gyda’r gweithwyr ieuenctid: pymtheg o bobl ifanc."),),
                changed=Changed(days=9, en="Since you wrote, the shelters are lit again, and youth workers are there "
                                "on Friday evenings.", cy="Ers i chi ysgrifennu, mae’r llochesi wedi’u goleuo eto, ac "
                                "mae gweithwyr ieuenctid yno bob nos Wener.")),
        Setting(key="ysgol", kind="school", name="Ysgol Bryn Hyfryd", venue="school", days=49,
                aliases=("Bryn Hyfryd",), details={"establishment": "688/4055", "dsl_post": "Dirprwy bennaeth"},
                description="Ysgol uwchradd ddwyieithog."),
        Setting(key="arcade", kind="place", name="Pier arcade", venue="other_place", days=33, lead="rhodri-vaughan",
                description="Free credit for young people who bring others."),
        Setting(key="boathouse", kind="place", name="Cwt cychod yr harbwr", venue="other_place", days=41,
                lead="catrin-owain", restricted=True, named=("catrin-owain",),
                description="Cyfyngedig: mae teulu cydweithiwr yn defnyddio’r cwt."),
        Setting(key="beachpark", kind="place", name="Maes parcio’r traeth", venue="car_park", days=17,
                lead="rhodri-vaughan", description="Ceir yn rasio yma gyda’r nos."),
    ),
    (
        Told(title="Llochesi ar y promenâd", kind="place", harms=("substances",), source="public", days=1, at="20:25",
             what="Mae pobl ifanc yn cael cynnig pethau gan ddyn mewn car gwyn bob nos Wener.", children="3_5",
             when="Nos Wener", lang="cy", subject="promenade"),
        Told(title="Pier arcade, free credit", kind="place", harms=("cce",), source="public", days=2, at="15:05",
             what="The man at the change desk gives boys credit if they bring friends to meet his cousin.",
             children="6_10", state="screening", holder="gwenllian-pugh", subject="arcade"),
        Told(title="Bws ysgol 14", kind="school", harms=("bullying", "hate"), source="school", days=6,
             what="Galw enwau ar ddisgyblion sy’n siarad Cymraeg.", children="6_10", state="waiting", lang="cy",
             holder="gwenllian-pugh", asked="school", asked_whom="Ysgol Bryn Hyfryd", subject="ysgol"),
        Told(title="Old lifeboat station", kind="place", harms=("weapons",), source="police", days=3,
             what="Air rifle fired at the wall by young people, two adults present.", children="3_5",
             state="escalated", holder="eleri-bowen"),
        Told(title="Promenade shelters in October", kind="place", harms=("missing",), source="vcs", days=29,
             what="Young people missing from the county were found here twice.", children="1_2", state="decided",
             holder="gwenllian-pugh", outcome="added_to_context", subject="promenade", reply=DIOLCH, lang="cy",
             why="Second contact about the shelters; the lead rings the other council."),
        Told(title="Maes parcio’r traeth", kind="place", harms=("asb_exposed",), source="public", days=18,
             what="Ceir yn rasio gyda phlant yn y cefn.", children="3_5", state="decided", lang="cy",
             holder="gwenllian-pugh", outcome="single_agency", subject="beachpark", reply=DIOLCH,
             why="The police lead on the racing."),
        Told(title="Y cwt cychod", kind="place", harms=("substances",), source="vcs", days=39, lang="cy",
             children="3_5", what="Mae plant yn cael eu gwahodd i’r cwt gyda’r nos.", state="decided",
             holder="catrin-owain", outcome="added_to_context", subject="boathouse",
             why="Restricted: a colleague’s family uses it."),
        Told(title="Bandstand on the promenade", kind="place", harms=("substances",), source="la_other", days=1,
             at="09:20", what="Two young people I work with meet a man in a white car at the bandstand.",
             children="1_2", when="Friday evenings", referred=Referred(
                 by="rhodri-vaughan", job="Contextual safeguarding practitioner", evidence="young_people",
                 openness="told", involved="The detached youth workers on Fridays")),
    ),
)  # fmt: skip  # as above
