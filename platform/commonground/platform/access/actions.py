"""Everything that can be done, each with a sentence for the people who read the table of roles."""

from __future__ import annotations

from enum import StrEnum


class Action(StrEnum):
    """An action is declared on every handler; without one the application does not start."""

    sentence: str

    def __new__(cls, code: str, sentence: str) -> Action:
        action = str.__new__(cls, code)
        action._value_ = code
        action.sentence = sentence
        return action

    # anybody, without an account
    OPEN_PUBLIC_PAGE = "open_public_page", "Open a page meant for everybody."
    REPORT_WORRY = "report_worry", "Tell a council about a place or a group, and read the reply with the return code."
    COLLECT = "collect", "Fetch what a council has sent outside the platform, with an address and a code. Once."
    SIGN_IN = "sign_in", "Sign in with the council's own account."

    # everybody who is signed in
    SIGN_OUT = "sign_out", "Sign out, and end one's own other sessions."
    LOOK_AFTER_ACCOUNT = (
        "look_after_account",
        "Change one's own password, authenticator and e-mail address, and confirm that it is oneself.",
    )
    SEE_OWN_WORK = "see_own_work", "See one's own work and notifications."

    # practice
    REFER = (
        "refer",
        "Refer a place, a group, a school or an online space to the front door, and read what came of it.",
    )
    READ_TRACKER = "read_tracker", "See the tracker."
    EXPORT_TRACKER = "export_tracker", "Take the tracker out as a file. Recorded."
    IMPORT_TRACKER = (
        "import_tracker",
        "Bring in the tracker that was kept before, and take it out again within seven days. Recorded.",
    )
    SEE_FIGURES = "see_figures", "See figures about what comes in and what becomes of it. Opens no record."
    SAVE_VIEW = "save_view", "Save views of the tracker, share them with one’s team, and end them."
    READ_REFERRAL = "read_referral", "Open a referral."
    READ_NAMES = "read_names", "Look at words that were masked because they may be names. Recorded."
    SCREEN_REFERRAL = "screen_referral", "Take, ask about and decide a referral, and answer the one who told us."
    WRITE_TO_TELLER = "write_to_teller", "Write to those who told us: what has changed, and what they ask."
    ESCALATE_REFERRAL = "escalate_referral", "Pass a referral up to a team manager, with a reason."
    REASSIGN_REFERRAL = "reassign_referral", "Give a referral to another person or team, with a reason."
    REOPEN_REFERRAL = "reopen_referral", "Open a decided referral again, with a reason."
    LINK_REFERRAL = "link_referral", "Put referrals on the context that they are about, and take one off it."
    KEEP_AGREED = (
        "keep_agreed",
        "Record what was agreed with other agencies about a referral, and say what came of it.",
    )
    READ_CONTEXT = "read_context", "Open a context and its timeline."
    CHANGE_CONTEXT = "change_context", "Create or change a context, give it a lead, close it."
    RESTRICT_RECORD = "restrict_record", "Restrict a record to named people."
    READ_PLAYBOOKS = "read_playbooks", "Read what to do about a kind of place, and whom to ring."
    WRITE_PLAYBOOKS = (
        "write_playbooks",
        "Say in the council’s own words what to do about a kind of place, and keep the list of whom to ring.",
    )
    WRITE_REPLIES = "write_replies", "Say in the council’s own words what those who told us read."
    SEND_OUT = "send_out", "Refer a worry on to another agency, and write letters about it, without any detail."
    DO_STEPS = "do_steps", "Do what follows a decision about a referral, or make an action of it."
    FLAG_RECORD = "flag_record", "Put a warning flag on a record, review it, take it off."
    KEEP_PERSON_LINKS = (
        "keep_person_links",
        "See and keep which records of the council’s case system a context of one’s own team is linked to. Recorded.",
    )
    SEE_WHO = "see_who", "See who could open a record that one leads, may restrict or answers for. Recorded."
    SHARE_CONTEXT = "share_context", "Invite a partner to a context, for a purpose and until a day; end it."
    AUTHORISE_SHARING = (
        "authorise_sharing",
        "Say as the second person whether a partner may see names, or a peer group.",
    )
    SEE_CROSSINGS = (
        "see_crossings",
        "See what is offered to and by other councils, and what became of it. Without what is in it.",
    )
    SEE_DIRECTORY = (
        "see_directory",
        "Find which council covers a place, whom to ring there, and what is agreed with it.",
    )
    PREPARE_DISCLOSURE = (
        "prepare_disclosure",
        "Choose what another council or agency is to be told, see it as they will, and offer it once it is agreed.",
    )
    AUTHORISE_DISCLOSURE = (
        "authorise_disclosure",
        "Say as the second person whether exactly this may leave the council.",
    )
    ANSWER_CROSSING = (
        "answer_crossing",
        "Answer for the council what another one offers: acknowledge, ask, accept, decline.",
    )
    SETTLE_DISPUTE = (
        "settle_dispute",
        "Say for the council whose something is where another council does not agree: begin, propose, answer.",
    )
    DECIDE_DISPUTE = (
        "decide_dispute",
        "Decide for the council, as a manager, which council leads where two of them could not agree.",
    )
    READ_HANDOFF = "read_handoff", "Open what another council has handed over, or what one’s own team has sent."
    READ_JOINT = "read_joint", "Open a joint concern of several councils that one’s own team works on."
    WORK_JOINT = (
        "work_joint",
        "Add to a joint concern what one’s council knows and does, and take it back. Never who somebody is.",
    )
    COORDINATE_JOINT = (
        "coordinate_joint",
        "Open a joint concern, invite councils and partners, speak for one’s council in it, leave and close it.",
    )
    BREAK_GLASS = (
        "break_glass",
        "Open for 3 hours what is not one's own to open, with a reason. Told at once.",
    )

    # the council's own house
    READ_AUDIT = "read_audit", "Read who looked at and changed what in this council."
    REVIEW_BREAK_GLASS = (
        "review_break_glass",
        "See who opened what by break-glass, end it, and review it.",
    )
    NAME_KEEPER = (
        "name_keeper",
        "Name somebody who looks after a restricted record that has nobody left. Opens no case.",
    )
    EXPORT_AUDIT = "export_audit", "Take the record of access out as a file, with a reason. Recorded."
    REVIEW_ACCESS = "review_access", "Mark unusual use as looked at, with a note. Recorded."
    READ_COUNCIL = "read_council", "See the council's settings, its staff and its teams."
    MANAGE_TEAMS = "manage_teams", "Move people between teams, with a reason."
    RECORD_ABSENCE = "record_absence", "Say when one is away oneself, and who covers."
    RECORD_OTHERS_ABSENCE = "record_others_absence", "Say when a colleague is away, and who covers."
    SET_NOTICES = "set_notices", "Set how people hear of things by e-mail, and see to mail that did not arrive."

    MANAGE_PEOPLE = "manage_people", "Invite people, change their roles and end their work here, with a reason."
    SET_UP_COUNCIL = (
        "set_up_council",
        "Set the council up, give the evidence that is asked for, and open its form to the public.",
    )

    GRANT_SUPPORT = (
        "grant_support",
        "Let somebody who runs the platform look at settings and lists for a while, see what they did, and end it.",
    )

    REVIEW_RETENTION = (
        "review_retention",
        "See which records are due for review, without opening them: hold them, keep them longer, propose disposal.",
    )
    SET_BASIS = "set_basis", "Choose on which lawful basis what professionals refer is shared. Recorded."
    SET_AREA = "set_area", "Choose how roughly an offer to another council says where something is. Recorded."
    SET_RETENTION = "set_retention", "Choose how long each type of record is kept, with a reason. Recorded."
    CONFIRM_DISPOSAL = (
        "confirm_disposal",
        "Confirm, as a second person, that a record may be disposed of, and see the certificates.",
    )
    ANSWER_SUBJECT_ACCESS = (
        "answer_subject_access",
        "Find what is held about one person who asked for it, and give it to them without what is others’. Recorded.",
    )

    KEEP_AGREEMENTS = (
        "keep_agreements",
        "Propose, sign and withdraw from agreements on sharing with other councils, and keep one’s duty contacts.",
    )

    # partners
    READ_PARTNERS = "read_partners", "See which organisations the council works with, and what is agreed with them."
    KEEP_PARTNERS = "keep_partners", "Add and change partner organisations, and what is agreed with them."
    READ_SHARED = "read_shared", "Open what an invitation of the council names, until it ends. Recorded."

    # the platform
    BRING_ON_COUNCIL = "bring_on_council", "Put a council on the platform and invite its first administrator."
    USE_SUPPORT = "use_support", "Go into a council that has let one in for support, for a reason. Recorded there."
    VISIT_COUNCIL = (
        "visit_council",
        "Look at the settings and lists of a council that allows it, until that ends. Recorded. No case.",
    )
    RUN_PLATFORM = "run_platform", "See which councils are on the platform. No path to any case."
