"""What somebody did, in the past tense, as the trail says it. Every code that can be written has its words here."""

# Long: one table, a code to a line.
from __future__ import annotations

from typing import Final

from commonground.platform.access import Action
from commonground.platform.audit import OWN_NAME, RESTRICTED, UNCONFIRMED
from commonground.platform.notifications.types import NotificationKind
from commonground.tenants.referrals.types import Verb
from commonground.ui.shell.i18n import LazyText, gettext, lazy

DENIED: Final = "denied"
TOLD: Final = "told:"

DID: Final[dict[str, LazyText]] = {
    Action.OPEN_PUBLIC_PAGE: lazy("Opened a public page"),
    Action.REPORT_WORRY: lazy("Sent a report"),
    Action.COLLECT: lazy("Fetched what was sent outside the platform"),
    "outside:send": lazy("Sent something outside the platform"),
    "outside:renew": lazy("Sent something outside the platform again, with another code"),
    "outside:lock": lazy("Was locked after five wrong codes"),
    "outside:open": lazy("Was opened outside the platform with its code"),
    "outside:save": lazy("Was saved as a file by whoever had opened it"),
    "outside:withdraw": lazy("Withdrew what was sent outside the platform"),
    "outside:expire": lazy("Was over before anybody opened it"),
    Action.SIGN_IN: lazy("Signed in"),
    Action.SIGN_OUT: lazy("Ended a session"),
    Action.LOOK_AFTER_ACCOUNT: lazy("Changed something about their own account"),
    Action.SEE_OWN_WORK: lazy("Opened My work"),
    Action.REFER: lazy("Looked at what they referred"),
    f"{Action.REFER}:send": lazy("Referred something to the front door"),
    f"{Action.REFER}:add": lazy("Added news to what they referred"),
    f"{Action.REFER}:withdraw": lazy("Asked to withdraw what they referred"),
    Action.READ_TRACKER: lazy("Opened the tracker"),
    Action.EXPORT_TRACKER: lazy("Took the tracker out as a file"),
    Action.IMPORT_TRACKER: lazy("Looked at what came of an earlier tracker"),
    f"{Action.IMPORT_TRACKER}:choose": lazy("Chose the file of an earlier tracker"),
    f"{Action.IMPORT_TRACKER}:read": lazy("Looked at what a file of an earlier tracker says"),
    f"{Action.IMPORT_TRACKER}:taken": lazy("Took out what is to be looked at in an earlier tracker"),
    f"{Action.IMPORT_TRACKER}:bring_in": lazy("Brought in an earlier tracker"),
    f"{Action.IMPORT_TRACKER}:undo": lazy("Took an earlier tracker out again"),
    Action.SEE_FIGURES: lazy("Looked at figures about what comes in"),
    f"{Action.SEE_FIGURES}:taken": lazy("Took figures about what comes in out as a file"),
    Action.SAVE_VIEW: lazy("Looked at saved views of the tracker"),
    f"{Action.SAVE_VIEW}:save": lazy("Saved a view of the tracker"),
    f"{Action.SAVE_VIEW}:share": lazy("Shared a view of the tracker with a team"),
    f"{Action.SAVE_VIEW}:change": lazy("Changed a saved view of the tracker"),
    f"{Action.SAVE_VIEW}:end": lazy("Ended a saved view of the tracker"),
    Action.READ_REFERRAL: lazy("Opened a referral"),
    Action.READ_NAMES: lazy("Looked at masked words"),
    f"{Action.READ_NAMES}:clear": lazy("Cleared words of an earlier tracker of names"),
    f"{Action.READ_NAMES}:redact": lazy("Made a redacted copy of what we were told"),
    f"{Action.READ_NAMES}:bring_back": lazy("Brought back an earlier redacted copy"),
    Action.SCREEN_REFERRAL: lazy("Screened a referral"),
    Action.WRITE_TO_TELLER: lazy("Wrote to those who told us"),
    f"{Action.WRITE_TO_TELLER}:write": lazy("Wrote to somebody who told us"),
    f"{Action.WRITE_TO_TELLER}:change": lazy("Told those who told us what has changed"),
    Action.ESCALATE_REFERRAL: lazy("Passed a referral up"),
    Action.REASSIGN_REFERRAL: lazy("Gave a referral to somebody else"),
    Action.REOPEN_REFERRAL: lazy("Opened a referral again"),
    Action.READ_CONTEXT: lazy("Opened a context"),
    Action.CHANGE_CONTEXT: lazy("Changed a context"),
    f"{Action.READ_REFERRAL}:beside": lazy("Read what a referral says beside another one"),
    f"{Action.READ_REFERRAL}:letter": lazy("Read a letter about a referral"),
    f"{Action.READ_REFERRAL}:agreed": lazy("Read what was agreed about a referral"),
    f"{Action.READ_REFERRAL}:file": lazy("Opened a file on a referral"),
    f"{Action.READ_CONTEXT}:file": lazy("Opened a file on a context"),
    f"{Action.READ_CONTEXT}:receipt": lazy("Looked at the receipt of what a partner was let into"),
    f"{Action.SCREEN_REFERRAL}:add_file": lazy("Added a file to a referral"),
    f"{Action.SCREEN_REFERRAL}:take_off_file": lazy("Took a file off a referral"),
    f"{Action.CHANGE_CONTEXT}:add_file": lazy("Added a file to a context"),
    f"{Action.CHANGE_CONTEXT}:take_off_file": lazy("Took a file off a context"),
    "file_refused": lazy("The virus scanner refused a file, and it went"),
    "file_received": lazy("Files of another council came with what it handed over"),
    Action.SEND_OUT: lazy("Looked at what could be sent about a referral"),
    f"{Action.SEND_OUT}:refer_on": lazy("Referred a referral on to another agency"),
    f"{Action.SEND_OUT}:write_letter": lazy("Wrote a letter about a referral"),
    Action.LINK_REFERRAL: lazy("Looked at which referrals could be put on a context"),
    f"{Action.LINK_REFERRAL}:link": lazy("Put a referral on a context"),
    f"{Action.LINK_REFERRAL}:unlink": lazy("Took a referral off its context"),
    Action.KEEP_AGREED: lazy("Looked at what was agreed with other agencies"),
    f"{Action.KEEP_AGREED}:record_agreed": lazy("Recorded what was agreed with other agencies"),
    f"{Action.KEEP_AGREED}:change_agreed": lazy("Changed what is recorded of what was agreed"),
    f"{Action.KEEP_AGREED}:say_what_came": lazy("Said what came of what was agreed with other agencies"),
    Action.DO_STEPS: lazy("Looked at a step that followed a decision"),
    f"{Action.DO_STEPS}:do_step": lazy("Did a step that followed a decision"),
    f"{Action.DO_STEPS}:drop_step": lazy("Left out a step that followed a decision"),
    f"{Action.DO_STEPS}:make_action": lazy("Made an action of a step that followed a decision"),
    Action.RESTRICT_RECORD: lazy("Changed who may open a record"),
    Action.READ_PLAYBOOKS: lazy("Read what to do, or whom to ring"),
    Action.WRITE_PLAYBOOKS: lazy("Changed what to do in the council’s words, or whom to ring"),
    Action.WRITE_REPLIES: lazy("Looked at the council’s ready words for those who told us"),
    f"{Action.WRITE_REPLIES}:write": lazy("Changed the council’s ready words for those who told us"),
    Action.FLAG_RECORD: lazy("Changed a warning flag"),
    f"{Action.FLAG_RECORD}:put": lazy("Put a warning flag on a record"),
    f"{Action.FLAG_RECORD}:keep": lazy("Reviewed a warning flag: it stays"),
    f"{Action.FLAG_RECORD}:take_off": lazy("Took a warning flag off a record"),
    Action.SHARE_CONTEXT: lazy("Changed what is shared with a partner"),
    f"{Action.SHARE_CONTEXT}:propose": lazy("Proposed to share a context with a partner"),
    f"{Action.SHARE_CONTEXT}:invite": lazy("Invited a partner to a context"),
    f"{Action.SHARE_CONTEXT}:withdraw": lazy("Withdrew an invitation of a partner"),
    f"{Action.SHARE_CONTEXT}:end": lazy("Ended what was shared with a partner"),
    Action.AUTHORISE_SHARING: lazy("Looked at what was proposed to share with a partner"),
    f"{Action.AUTHORISE_SHARING}:authorise": lazy("Agreed, as the second person, to share with a partner"),
    f"{Action.AUTHORISE_SHARING}:refuse": lazy("Refused, as the second person, to share with a partner"),
    Action.READ_PARTNERS: lazy("Looked at the register of partners"),
    Action.SEE_DIRECTORY: lazy("Looked at the directory of councils"),
    f"{Action.SEE_DIRECTORY}:agreement": lazy("Looked at sharing agreements with other councils"),
    Action.KEEP_AGREEMENTS: lazy("Looked at what the council lists for other councils"),
    f"{Action.KEEP_AGREEMENTS}:propose": lazy("Proposed, and signed, a sharing agreement between councils"),
    f"{Action.KEEP_AGREEMENTS}:sign": lazy("Signed a sharing agreement between councils"),
    f"{Action.KEEP_AGREEMENTS}:withdraw": lazy("Withdrew from a sharing agreement between councils"),
    f"{Action.KEEP_AGREEMENTS}:list": lazy("Changed what the council lists for other councils"),
    Action.KEEP_PERSON_LINKS: lazy("Looked at the person links of a context"),
    Action.KEEP_PARTNERS: lazy("Changed the register of partners"),
    Action.READ_SHARED: lazy("Opened, as a partner, what is shared with them"),
    f"{Action.READ_SHARED}:receipt": lazy("Looked, as a partner, at the receipt of what is shared with them"),
    f"{Action.READ_SHARED}:taken": lazy("Took out, as a partner, what is shared with them"),
    Action.SEE_WHO: lazy("Looked at who could open a record"),
    Action.BREAK_GLASS: lazy("Opened a record by break-glass"),
    f"{Action.BREAK_GLASS}:end": lazy("Ended a use of break-glass"),
    Action.REVIEW_BREAK_GLASS: lazy("Looked at uses of break-glass"),
    f"{Action.REVIEW_BREAK_GLASS}:review": lazy("Reviewed a use of break-glass"),
    Action.NAME_KEEPER: lazy("Looked at restricted records that have nobody left"),
    f"{Action.NAME_KEEPER}:name": lazy("Named somebody to look after a restricted record"),
    Action.READ_AUDIT: lazy("Read the audit record"),
    Action.EXPORT_AUDIT: lazy("Took the audit record out as a file"),
    Action.REVIEW_ACCESS: lazy("Looked at unusual use, and left a note"),
    Action.READ_COUNCIL: lazy("Looked at settings or teams"),
    Action.MANAGE_TEAMS: lazy("Moved somebody between teams"),
    Action.RECORD_ABSENCE: lazy("Looked at when somebody is away"),
    Action.RECORD_OTHERS_ABSENCE: lazy("Looked at when a colleague is away"),
    f"{Action.RECORD_ABSENCE}:record": lazy("Recorded that somebody is away, and who covers"),
    f"{Action.RECORD_ABSENCE}:change": lazy("Changed when somebody is away, or who covers"),
    f"{Action.RECORD_ABSENCE}:end": lazy("Ended an absence, or took it back"),
    Action.SET_NOTICES: lazy("Changed how people hear of things by e-mail, or tried a mail again"),
    f"{Action.SET_NOTICES}:all_again": lazy("Tried again all mail that did not arrive"),
    Action.MANAGE_PEOPLE: lazy("Invited somebody, or changed what they may do"),
    f"{Action.MANAGE_PEOPLE}:let_back_in": lazy("Sent an administrator who had lost theirs a new way in"),
    Action.REVIEW_RETENTION: lazy("Looked at how long records are kept"),
    f"{Action.REVIEW_RETENTION}:hold": lazy("Held a record, so that it can’t go"),
    f"{Action.REVIEW_RETENTION}:lift": lazy("Lifted a hold"),
    f"{Action.REVIEW_RETENTION}:keep": lazy("Kept a record longer"),
    f"{Action.REVIEW_RETENTION}:propose": lazy("Proposed that a record is disposed of"),
    f"{Action.REVIEW_RETENTION}:trial": lazy("Made a trial record"),
    Action.SET_BASIS: lazy("Looked at on which basis what professionals refer is shared"),
    f"{Action.SET_BASIS}:choose": lazy("Chose on which basis what professionals refer is shared"),
    Action.SET_AREA: lazy("Looked at how roughly offers say where something is"),
    f"{Action.SET_AREA}:choose": lazy("Chose how roughly offers say where something is"),
    Action.SET_RETENTION: lazy("Looked at or changed how long records are kept"),
    f"{Action.SET_RETENTION}:choose": lazy("Chose how long records of a type are kept"),
    f"{Action.SET_RETENTION}:take_back": lazy("Took back how long records of a type are to be kept"),
    "outlived": lazy("What is no case went by itself, its time being up"),
    Action.CONFIRM_DISPOSAL: lazy("Looked at disposals, or confirmed one"),
    f"{Action.CONFIRM_DISPOSAL}:withdraw": lazy("Withdrew a disposal"),
    f"{Action.CONFIRM_DISPOSAL}:done": lazy("A record was disposed of"),
    f"{Action.CONFIRM_DISPOSAL}:held": lazy("A disposal was stopped: the record was held"),
    f"{Action.CONFIRM_DISPOSAL}:changed": lazy("A disposal was stopped: the record had changed"),
    Action.ANSWER_SUBJECT_ACCESS: lazy("Looked at what is held about a person who asked"),
    f"{Action.ANSWER_SUBJECT_ACCESS}:new": lazy("Put a subject access request in"),
    f"{Action.ANSWER_SUBJECT_ACCESS}:search": lazy("Searched the council for a person who asked"),
    f"{Action.ANSWER_SUBJECT_ACCESS}:extend": lazy("Extended a subject access request"),
    f"{Action.ANSWER_SUBJECT_ACCESS}:decide": lazy("Decided what of a mention is given"),
    f"{Action.ANSWER_SUBJECT_ACCESS}:export": lazy("Took out what is held about a person who asked"),
    f"{Action.ANSWER_SUBJECT_ACCESS}:finish": lazy("Answered a subject access request"),
    f"{Action.ANSWER_SUBJECT_ACCESS}:close": lazy("Closed a subject access request without an answer"),
    Action.SET_UP_COUNCIL: lazy("Set the council up, or gave evidence"),
    f"{Action.SET_UP_COUNCIL}:open": lazy("Opened the report form to the public"),
    f"{Action.SET_UP_COUNCIL}:close": lazy("Closed the report form"),
    Action.GRANT_SUPPORT: lazy("Looked at support access"),
    f"{Action.GRANT_SUPPORT}:grant": lazy("Let somebody of the platform in for support"),
    f"{Action.GRANT_SUPPORT}:end": lazy("Ended support access"),
    Action.USE_SUPPORT: lazy("Went in for support"),
    Action.VISIT_COUNCIL: lazy("Looked around for support"),
    f"{Action.VISIT_COUNCIL}:leave": lazy("Left again after support"),
    Action.BRING_ON_COUNCIL: lazy("Put the council on the platform, or invited its first administrator"),
    Action.RUN_PLATFORM: lazy("Looked at the platform"),
    "search": lazy("Searched"),
    "compared_with_hidden_contexts": lazy("Compared it with contexts that few may open"),
    "counted_clocks_again": lazy("Counted the clocks that run again: the working days had changed"),
    "compared_with_open_referrals": lazy("Compared a context that few may open with open referrals"),
}
SCREENED: Final[dict[Verb, LazyText]] = {
    Verb.RECEIVE: lazy("Put a referral in"),
    Verb.TAKE: lazy("Took a referral to screen it"),
    Verb.ASK_FOR_MORE: lazy("Asked for more about a referral"),
    Verb.RESUME: lazy("Started a referral’s clock again"),
    Verb.DECIDE: lazy("Decided a referral"),
    Verb.ESCALATE: lazy("Passed a referral up while screening"),
    Verb.HAND_BACK: lazy("Handed a referral back"),
    Verb.REASSIGN: lazy("Gave a referral to somebody else while screening"),
    Verb.GIVE_LEAD: lazy("Gave a referral a lead"),
    Verb.CLOSE_WITHDRAWN: lazy("Closed a referral as withdrawn"),
    Verb.REOPEN: lazy("Opened a referral again while screening"),
    Verb.WITHDRAW: lazy("Asked to withdraw a referral"),
    Verb.ADD_NEWS: lazy("Added news to a referral"),
}
AROUND: Final = {
    f"{Action.CHANGE_CONTEXT}:merge": lazy("Put two records of a context together"),
    f"{Action.CHANGE_CONTEXT}:take_apart": lazy("Took two records of a context apart again"),
    f"{Action.CHANGE_CONTEXT}:relate": lazy("Said what a context belongs to, or took it back"),
    f"{Action.READ_CONTEXT}:watch": lazy("Began to watch a context, or stopped"),
    f"{Action.KEEP_PERSON_LINKS}:link": lazy("Linked a record of the case system to a context"),
    f"{Action.KEEP_PERSON_LINKS}:review": lazy("Looked at a person link again: it stays"),
    f"{Action.KEEP_PERSON_LINKS}:end": lazy("Ended a person link"),
}
ACROSS: Final = {
    Action.SEE_CROSSINGS: lazy("Looked at what goes to and comes from other councils"),
    f"{Action.SEE_CROSSINGS}:receipt": lazy("Looked at a receipt of what crossed"),
    Action.PREPARE_DISCLOSURE: lazy("Looked at something that is prepared for another council or agency"),
    f"{Action.PREPARE_DISCLOSURE}:begin": lazy("Began to prepare what another council or agency is told"),
    f"{Action.PREPARE_DISCLOSURE}:open": lazy("Opened the draft of what another council or agency is told"),
    f"{Action.PREPARE_DISCLOSURE}:save": lazy("Kept the draft of what another council or agency is told"),
    f"{Action.PREPARE_DISCLOSURE}:propose": lazy("Asked a second person whether something may leave the council"),
    f"{Action.PREPARE_DISCLOSURE}:supplement": lazy("Asked a second person whether later news may leave the council"),
    f"{Action.PREPARE_DISCLOSURE}:discard": lazy("Threw away what was prepared for another council or agency"),
    Action.AUTHORISE_DISCLOSURE: lazy("Looked, as the second person, at what is to leave the council"),
    f"{Action.AUTHORISE_DISCLOSURE}:agree": lazy("Agreed, as the second person, that it leaves the council"),
    f"{Action.AUTHORISE_DISCLOSURE}:refuse": lazy("Refused, as the second person, that it leaves the council"),
    Action.ANSWER_CROSSING: lazy("Looked at how an offer of another council is answered"),
    Action.READ_HANDOFF: lazy("Opened what was handed over from or to another council"),
    f"{Action.READ_HANDOFF}:take_in": lazy("Took in what another council had handed over, as a referral"),
    "crossing:send": lazy("Offered something to another council"),
    "crossing:acknowledge": lazy("Acknowledged an offer between councils"),
    "crossing:query": lazy("Asked for more about an offer between councils"),
    "crossing:accept": lazy("Accepted and opened what another council offered"),
    "crossing:decline": lazy("Declined an offer between councils"),
    "crossing:withdraw": lazy("Withdrew an offer to another council; its package was erased"),
    "crossing:supplement": lazy("Sent a supplement to another council"),
    "crossing:escalate": lazy("Escalated an offer between councils"),
    "crossing:ask_purge": lazy("Asked another council to delete its copy"),
    "crossing:answer_purge": lazy("Answered whether a copy is deleted"),
    "crossing:ask_more": lazy("Said that the written information is not complete"),
    "crossing:complete": lazy("Said that the written information is complete"),
    "crossing:hold_conference": lazy("Recorded a transfer-in conference"),
    "crossing:take_responsibility": lazy("Responsibility moved from one council to another"),
    "crossing:say": lazy("Wrote to another council about a handoff"),
    "crossing:close": lazy("Closed a handoff"),
    "crossing:expire": lazy("An offer between councils expired; its package was erased"),
    "sharing:receipt": lazy("A receipt of what is shared with a partner was made"),
    "crossing:receipt": lazy("A receipt of a handoff was made"),
}
DISPUTED: Final = {
    Action.SETTLE_DISPUTE: lazy("Looked at whose something is, between two councils"),
    f"{Action.SETTLE_DISPUTE}:list": lazy("Looked at the list of what two councils do not agree on"),
    Action.DECIDE_DISPUTE: lazy("Looked, as a manager, at whose something is, between two councils"),
    "dispute:open": lazy("Asked another council whose something is"),
    "dispute:agree": lazy("Agreed whose something is, between two councils"),
    "dispute:propose": lazy("Proposed otherwise whose something is, between two councils"),
    "dispute:ask_more": lazy("Asked for more before answering whose something is"),
    "dispute:tell_more": lazy("Said more about whose something is"),
    "dispute:escalate": lazy("Whose something is came before the managers of both councils"),
    "dispute:decide": lazy("Decided, as a manager, whose something is"),
    "dispute:withdraw": lazy("Withdrew the question whose something is"),
    "dispute:close": lazy("Closed the question whose something is"),
}
JOINT: Final = {
    Action.READ_JOINT: lazy("Opened a joint concern"),
    Action.WORK_JOINT: lazy("Looked at what can be added to a joint concern"),
    Action.COORDINATE_JOINT: lazy("Looked at how a joint concern is coordinated"),
    f"{Action.WORK_JOINT}:minutes": lazy("Wrote minutes of a joint meeting, for a second person"),
    "joint:open": lazy("Began a joint concern"),
    "joint:invite": lazy("Asked a council to join a joint concern"),
    "joint:take_back": lazy("Took an invitation to a joint concern back"),
    "joint:accept": lazy("Joined a joint concern"),
    "joint:decline": lazy("Declined to join a joint concern"),
    "joint:hand_on": lazy("Changed who speaks for the council in a joint concern"),
    "joint:propose_lead": lazy("Proposed another lead of a joint concern"),
    "joint:take_lead": lazy("Agreed to another lead of a joint concern"),
    "joint:refuse_lead": lazy("Left the lead of a joint concern as it was"),
    "joint:leave": lazy("Left a joint concern, and took along what was the council’s"),
    "joint:close": lazy("Closed a joint concern"),
    "joint:add": lazy("Added something to a joint concern"),
    "joint:reason": lazy("Said why something in a joint concern is shown without an agreement"),
    "joint:show": lazy("Changed who sees something in a joint concern"),
    "joint:withdrawn": lazy("Took something back from a joint concern"),
    "joint:expired": lazy("Something in a joint concern was deleted: its time was over"),
    "joint:left": lazy("Something in a joint concern was taken along by the council that left"),
    "joint:do_action": lazy("Said what came of a joint action"),
    "joint:check_minutes": lazy("Looked through minutes of a joint meeting, as the second person"),
    "joint:let_in": lazy("Let a partner into a joint concern"),
    "joint:end_guest": lazy("Ended what a partner sees of a joint concern"),
    "joint:receipt": lazy("A receipt of a joint concern was made"),
}
CAME_BACK: Final = lazy("Read the reply, or wrote again, with the return code")
LISTED: Final = lazy("Looked at the list of contexts")
TOLD_OF: Final[dict[str, LazyText]] = {
    "nobody": lazy("Found nobody to tell of it"),
    "danger_now": lazy("Told people: a referral says that somebody is in danger now"),
    NotificationKind.REFERRAL_RECEIVED: lazy("Told people: a referral came in"),
    NotificationKind.DANGER_NOW: lazy("Told people: somebody may be in danger now"),
    NotificationKind.REFERRAL_ALLOCATED: lazy("Told people: a referral was given to them"),
    NotificationKind.REFERRAL_ESCALATED: lazy("Told people: a referral was passed up"),
    NotificationKind.WRITTEN_TO_YOU: lazy("Told whoever referred it: the front door wrote to them"),
    NotificationKind.REFERRAL_DECIDED: lazy("Told people: a decision was made"),
    NotificationKind.REFERRAL_NEEDS_LEAD: lazy("Told people: a referral waits for a lead"),
    NotificationKind.REFERRAL_REOPENED: lazy("Told people: a referral was opened again"),
    NotificationKind.REFERRAL_WAITS_LONG: lazy("Told people: a referral has waited long for an answer"),
    NotificationKind.REPORTER_ADDED_NEWS: lazy("Told people: the reporter added something"),
    NotificationKind.REPORTER_WITHDREW: lazy("Told people: the reporter wants to withdraw"),
    NotificationKind.CONTEXT_LEAD_GIVEN: lazy("Told people: they lead a context"),
    NotificationKind.CONTEXT_CHANGED: lazy("Told people: a context that they watch was changed"),
    NotificationKind.CONTACT_JOINED_YOURS: lazy("Told people: a contact was added to their context"),
    NotificationKind.CONTACTS_ADD_UP: lazy("Told people: contacts on their context add up"),
    NotificationKind.GONE_ELSEWHERE: lazy("Told people: something that was theirs went to another team"),
    NotificationKind.MOVED_BETWEEN_TEAMS: lazy("Told somebody: they were moved to another team"),
    NotificationKind.TEAM_CHANGED: lazy("Told people: somebody moved into their team, or out of it"),
    NotificationKind.ROLES_CHANGED: lazy("Told somebody: their roles were changed"),
    NotificationKind.GROUP_CHANGED: lazy("Told people: what a group of the sign-in provider gives was changed"),
    NotificationKind.SOMETHING_LIKE_YOURS_CAME_IN: lazy("Told people: something like their context came in"),
    NotificationKind.DECISION_DUE_TODAY: lazy("Told people: a decision is due today"),
    NotificationKind.DECISION_OVERDUE: lazy("Told people: a decision is late"),
    NotificationKind.NOTICE_UNREAD: lazy("Told managers: nobody has read an urgent notice"),
    NotificationKind.FLAG_DUE: lazy("Told people: a warning flag is to be reviewed"),
    NotificationKind.BREAK_GLASS_USED: lazy("Told people: break-glass was used"),
    NotificationKind.PARTNER_INVITED: lazy("Told a partner: they are invited"),
    NotificationKind.OUTSIDE_CHANGED: lazy("Told the author: something came of what was sent outside the platform"),
    NotificationKind.SHARING_WAITS: lazy("Told people: a proposal to share waits for them"),
    NotificationKind.SHARING_DECIDED: lazy("Told somebody: their proposal to share was decided"),
    NotificationKind.SHARING_ENDS_SOON: lazy("Told somebody: what they share with a partner ends soon"),
    NotificationKind.SUPPORT_GRANTED: lazy("Told people: somebody of the platform was let in"),
    NotificationKind.SUPPORT_USED: lazy("Told people: somebody of the platform went in"),
    NotificationKind.MAIL_UNDELIVERED: lazy("Told administrators: urgent e-mail did not arrive"),
    NotificationKind.ASKED_ABOUT_YOURS: lazy("Told people: somebody asked what is held about them"),
    NotificationKind.KEPT_SHORTER: lazy("Told people: something will be kept for less time"),
    NotificationKind.ACCESS_GIVEN: lazy("Told people: somebody is to administer, or to answer for access"),
    NotificationKind.NOBODY_LEFT: lazy("Told people: a restricted record has nobody left"),
    NotificationKind.KEEPER_NAMED: lazy("Told somebody: they look after a restricted record now"),
    NotificationKind.LOOKED_AFTER: lazy("Told people: a restricted record has somebody again"),
    NotificationKind.ACTION_GIVEN: lazy("Told somebody: an action was given to them"),
    NotificationKind.ACTION_DUE_SOON: lazy("Told people: an action is due soon"),
    NotificationKind.ACTION_OVERDUE: lazy("Told people: an action is overdue"),
    NotificationKind.AGREEMENT_PROPOSED: lazy("Told people: another council proposes a sharing agreement"),
    NotificationKind.AGREEMENT_SIGNED: lazy("Told people: another council signed a sharing agreement"),
    NotificationKind.AGREEMENT_WITHDRAWN: lazy("Told people: another council left a sharing agreement"),
    NotificationKind.FILE_REFUSED: lazy("Told somebody: a file that was added is refused"),
    NotificationKind.DISCLOSURE_WAITS: lazy("Told people: something to be told outside the council waits for them"),
    NotificationKind.DISCLOSURE_DECIDED: lazy("Told somebody: what they propose to tell outside was decided"),
    NotificationKind.CROSSING_OFFERED: lazy("Told people: another council offers something"),
    NotificationKind.CROSSING_URGENT: lazy("Told people: another council offers something about danger today"),
    NotificationKind.CROSSING_CHANGED: lazy("Told people: the council that offered something changed it"),
    NotificationKind.CROSSING_ANSWERED: lazy("Told people: there is news of what was offered to another council"),
    NotificationKind.CROSSING_DUE: lazy("Told people: something from another council is due"),
    NotificationKind.CROSSING_OVERDUE: lazy("Told people: something between two councils is overdue"),
    NotificationKind.CROSSING_WITHOUT_AGREEMENT: lazy("Told people: something was offered without an agreement"),
    NotificationKind.JOINT_INVITED: lazy("Told people: another council asks to join a joint concern"),
    NotificationKind.JOINT_CHANGED: lazy("Told somebody: there is something new in a joint concern"),
    NotificationKind.JOINT_LEAD_ASKED: lazy("Told somebody: a change of lead is proposed in a joint concern"),
    NotificationKind.JOINT_WITHOUT_AGREEMENT: lazy("Told people: a council was asked to join without an agreement"),
    NotificationKind.DISPUTE_OPENED: lazy("Told people: another council asks whose something is"),
    NotificationKind.DISPUTE_CHANGED: lazy("Told people: there is news of whose something is"),
    NotificationKind.DISPUTE_DUE: lazy("Told people: an answer about whose something is is due"),
    NotificationKind.DISPUTE_ESCALATED: lazy("Told managers: two councils have not settled whose something is"),
    NotificationKind.DISPUTE_WITHOUT_AGREEMENT: lazy(
        "Told people: a council was asked whose it is without an agreement"
    ),
}
WORDS: Final[dict[str, LazyText]] = {
    **{str(code): words for code, words in DID.items()},
    **{f"{Action.SCREEN_REFERRAL}:{verb}": words for verb, words in SCREENED.items()},
    **AROUND,
    **ACROSS,
    **DISPUTED,
    **JOINT,
    **{f"{TOLD}{kind}": words for kind, words in TOLD_OF.items()},
}
# What nobody signed in can have done in a council's trail.
_NEVER: Final = {Action.OPEN_PUBLIC_PAGE, Action.RUN_PLATFORM}
EXPORTS: Final[tuple[str, ...]] = (
    *(action for action in Action if action.startswith("export_")),
    f"{Action.ANSWER_SUBJECT_ACCESS}:export",
    f"{Action.READ_SHARED}:taken",
)
"""Whatever takes something out of the platform as a file."""
TAKEN_OUT: Final = "taken_out"
CHOICES: Final[dict[str, LazyText]] = {
    DENIED: lazy("Refused"),
    TAKEN_OUT: lazy("Took something out"),
    **{str(code): words for code, words in DID.items() if code not in _NEVER},
}
"""What the record can be narrowed to. `denied` is every refusal, of whatever action (`060_audit.sql`)."""


FINER: Final[dict[str, LazyText]] = {
    RESTRICTED: lazy("%(did)s, a restricted one"),
    OWN_NAME: lazy("%(did)s, with words like their own name"),
}
"""What a finer code behind the last colon adds to the words of the code before it."""


def actions_of(choice: str) -> tuple[str, ...]:
    """The codes that one of `CHOICES` means; none for anything else."""
    if choice == TAKEN_OUT:
        return tuple(str(action) for action in EXPORTS)
    return (choice,) if choice in CHOICES else ()


_SENTENCES: Final = {action.value: action.sentence for action in Action}


def refused_words(code: str) -> str:
    """What was asked for and refused: nothing was done, so not in the past tense. `code` without `denied:`."""
    before, _, finer = code.rpartition(":")
    if finer == UNCONFIRMED:
        return gettext("%(what)s, until it is confirmed") % {"what": refused_words(before)}
    sentence = _SENTENCES.get(code, code.replace("_", " ")).partition(". ")[0].rstrip(".")
    return sentence[:1].lower() + sentence[1:]


def did_words(code: str, reference: str | None = None, kind: str | None = None) -> str:
    """The words for an entry's action on that kind of thing; an action of a later version is shown by its code."""
    if code == Action.REPORT_WORRY and reference is None:
        # Only sending knows the reference: whoever comes back has a return code and nothing else.
        return str(CAME_BACK)
    if code == Action.READ_CONTEXT and kind == "contexts":
        return str(LISTED)
    before, _, finer = code.rpartition(":")
    if finer in FINER and before:
        return str(FINER[finer]) % {"did": did_words(before, reference, kind)}
    return str(WORDS.get(code, code.replace("_", " ")))


def said_of(code: str, reference: str | None = None, kind: str | None = None) -> tuple[str, bool]:
    """The words for an entry, and whether it is of something that was refused."""
    asked = code.removeprefix(f"{DENIED}:")
    return (did_words(code, reference, kind), False) if asked == code else (refused_words(asked), True)
