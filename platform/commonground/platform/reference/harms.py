"""Harms outside the family (domain notes, section 3).

A group is never called a gang as if that were a fact about a person, and no label says that a child chose it."""

from __future__ import annotations

from typing import Final

from commonground.platform.reference.types import Entry, Table, Words

_CSE: Final = Entry(
    code="cse",
    words=Words("Child sexual exploitation", "Camfanteisio’n rhywiol ar blant"),
    short=Words("Sexual exploitation", "Camfanteisio rhywiol"),
    public=Words("Somebody using young people sexually", "Rhywun yn defnyddio pobl ifanc yn rhywiol"),
)
_CCE: Final = Entry(
    code="cce",
    words=Words("Child criminal exploitation", "Camfanteisio’n droseddol ar blant"),
    short=Words("Criminal exploitation", "Camfanteisio troseddol"),
    public=Words(
        "Adults or older teenagers giving gifts, food, lifts or phones, or asking for favours",
        "Oedolion neu bobl ifanc hŷn yn rhoi anrhegion, bwyd, lifftiau neu ffonau, neu’n gofyn am ffafrau",
    ),
)

HARMS: Final = Table(
    "harms",
    _CSE,
    _CCE,
    Entry(
        code="county_lines",
        words=Words("County lines", "Llinellau cyffuriau"),
        public=Words(
            "Young people taken to other places to carry or sell drugs",
            "Pobl ifanc yn cael eu cludo i fannau eraill i gario neu werthu cyffuriau",
        ),
    ),
    Entry(
        code="serious_youth_violence",
        words=Words("Serious youth violence", "Trais difrifol ymhlith pobl ifanc"),
        short=Words("Violence", "Trais"),
        public=Words("Fights, threats or violence", "Ymladd, bygythiadau neu drais"),
    ),
    Entry(
        code="weapons",
        words=Words("Weapon-related harm", "Niwed yn ymwneud ag arfau"),
        short=Words("Weapons", "Arfau"),
        public=Words("Knives or other weapons", "Cyllyll neu arfau eraill"),
    ),
    Entry(
        code="group_associated",
        words=Words("Gang or group-associated harm", "Niwed sy’n gysylltiedig â gang neu grŵp"),
        short=Words("Group-associated", "Cysylltiedig â grŵp"),
        public=Words("Groups threatening or pressuring others", "Grwpiau’n bygwth neu’n rhoi pwysau ar eraill"),
    ),
    Entry(
        code="child_on_child",
        words=Words("Child-on-child abuse", "Cam-drin plentyn ar blentyn"),
        short=Words("Child-on-child", "Plentyn ar blentyn"),
        public=Words("Young people hurting other young people", "Pobl ifanc yn brifo pobl ifanc eraill"),
    ),
    Entry(
        code="harmful_sexual_behaviour",
        words=Words("Harmful sexual behaviour", "Ymddygiad rhywiol niweidiol"),
        public=Words("Harmful sexual behaviour between young people", "Ymddygiad rhywiol niweidiol rhwng pobl ifanc"),
    ),
    Entry(
        code="sexual_harassment",
        words=Words("Sexual harassment", "Aflonyddu rhywiol"),
        public=Words("Sexual comments, touching or harassment", "Sylwadau rhywiol, cyffwrdd neu aflonyddu"),
    ),
    Entry(
        code="relationship_abuse",
        words=Words("Teenage relationship abuse", "Cam-drin mewn perthynas rhwng pobl ifanc"),
        short=Words("Relationship abuse", "Cam-drin mewn perthynas"),
        public=Words("A boyfriend or girlfriend being controlling or violent", "Cariad sy’n rheoli neu’n dreisgar"),
    ),
    Entry(
        code="group_based_cse",
        words=Words("Group-based child sexual exploitation", "Camfanteisio’n rhywiol ar blant gan grŵp"),
        short=Words("Group-based exploitation", "Camfanteisio gan grŵp"),
        public=Words("Several people using young people sexually", "Sawl person yn defnyddio pobl ifanc yn rhywiol"),
    ),
    Entry(
        code="modern_slavery",
        words=Words("Modern slavery or trafficking", "Caethwasiaeth fodern neu fasnachu pobl"),
        short=Words("Trafficking", "Masnachu pobl"),
        public=Words(
            "Young people made to work or moved about", "Pobl ifanc yn cael eu gorfodi i weithio neu eu symud"
        ),
    ),
    Entry(
        code="missing",
        words=Words("Going missing", "Mynd ar goll"),
        short=Words("Missing", "Ar goll"),
        public=Words("Young people staying away from home", "Pobl ifanc yn cadw draw o’u cartref"),
    ),
    Entry(
        code="radicalisation",
        words=Words("Radicalisation", "Radicaleiddio"),
        public=Words(
            "Extreme views being pushed on young people", "Safbwyntiau eithafol yn cael eu gwthio ar bobl ifanc"
        ),
    ),
    Entry(
        code="online_grooming",
        words=Words("Online grooming", "Meithrin perthynas amhriodol ar-lein"),
        short=Words("Grooming", "Meithrin perthynas amhriodol"),
        public=Words("Adults contacting young people online", "Oedolion yn cysylltu â phobl ifanc ar-lein"),
    ),
    Entry(
        code="online_images",
        words=Words("Image-based abuse online", "Cam-drin drwy luniau ar-lein"),
        short=Words("Image-based abuse", "Cam-drin drwy luniau"),
        public=Words("Sexual or humiliating pictures passed around", "Lluniau rhywiol neu fychanol yn cael eu rhannu"),
    ),
    Entry(
        code="online_coercion",
        words=Words("Coercion online", "Gorfodaeth ar-lein"),
        public=Words("Threats or blackmail online", "Bygythiadau neu flacmel ar-lein"),
    ),
    Entry(
        code="fraud_money_muling",
        words=Words("Fraud or money muling", "Twyll neu gludo arian"),
        short=Words("Money muling", "Cludo arian"),
        public=Words("Young people’s bank accounts being used", "Cyfrifon banc pobl ifanc yn cael eu defnyddio"),
    ),
    Entry(
        code="robbery",
        words=Words("Robbery or theft", "Lladrad neu ddwyn"),
        short=Words("Robbery", "Lladrad"),
        public=Words("Robbery or things being taken", "Lladrad neu bethau’n cael eu dwyn"),
    ),
    Entry(code="bullying", words=Words("Bullying", "Bwlio")),
    Entry(
        code="hate",
        words=Words("Hate", "Casineb"),
        public=Words("Abuse because of who somebody is", "Cam-drin oherwydd pwy yw rhywun"),
    ),
    Entry(
        code="substances",
        words=Words("Substance supply or use", "Cyflenwi neu ddefnyddio sylweddau"),
        short=Words("Substances", "Sylweddau"),
        public=Words("Drugs, vapes or alcohol offered or used", "Cyffuriau, fêps neu alcohol yn cael eu cynnig"),
    ),
    Entry(
        code="asb_exposed",
        words=Words("Exposed to antisocial behaviour", "Yn agored i ymddygiad gwrthgymdeithasol"),
        short=Words("Antisocial behaviour", "Ymddygiad gwrthgymdeithasol"),
        public=Words("Trouble that young people get caught up in", "Helynt y mae pobl ifanc yn cael eu tynnu iddo"),
    ),
    Entry(
        code="self_harm",
        words=Words("Self-harm influenced by peers", "Hunan-niweidio dan ddylanwad cyfoedion"),
        short=Words("Self-harm", "Hunan-niweidio"),
        public=Words("Young people hurting themselves", "Pobl ifanc yn eu niweidio eu hunain"),
    ),
    Entry(
        code="other",
        words=Words("Other harm", "Niwed arall"),
        short=Words("Other", "Arall"),
        public=Words("Something else", "Rhywbeth arall"),
    ),
    Entry(
        code="not_sure",
        words=Words("Not sure yet", "Ddim yn siŵr eto"),
        short=Words("Not sure", "Ddim yn siŵr"),
        public=Words("I am not sure", "Dydw i ddim yn siŵr"),
    ),
    key="harm",
)

PUBLIC_HARMS: Final = tuple(
    HARMS[code]
    for code in (
        "cce",
        "substances",
        "serious_youth_violence",
        "weapons",
        "cse",
        "sexual_harassment",
        "bullying",
        "robbery",
        "hate",
        "missing",
        "online_grooming",
        "online_images",
        "other",
        "not_sure",
    )
)
"""What the public form offers, in its order: what a resident can see, not what a practitioner would call it."""

CENSUS_FACTORS: Final = {
    "missing": ("10A",),
    "cse": ("11A",),
    "group_based_cse": ("11A",),
    "modern_slavery": ("12A",),
    "group_associated": ("13A",),
    "child_on_child": ("18B", "19B"),
    "cce": ("24A",),
    "county_lines": ("24A",),
}
"""Factor codes of the children in need census, for export (domain notes, section 3: check the current guide)."""
