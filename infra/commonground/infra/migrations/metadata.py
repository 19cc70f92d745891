"""Every table there is: importing this module loads all models."""

from __future__ import annotations

from sqlalchemy import MetaData

from commonground.platform.agreements import models as agreements
from commonground.platform.audit import chain, reviews
from commonground.platform.audit import models as audit
from commonground.platform.councils import evidence, invitations, people
from commonground.platform.councils import models as councils
from commonground.platform.cover import models as cover
from commonground.platform.crossings import models as crossings
from commonground.platform.database.base import Base
from commonground.platform.directory import models as directory
from commonground.platform.disputes import models as disputes
from commonground.platform.drafts import models as drafts
from commonground.platform.identity import models as identity
from commonground.platform.identity.local import models as local
from commonground.platform.isolation import models as isolation
from commonground.platform.joint import models as joint
from commonground.platform.labels import models as labels
from commonground.platform.mail import models as mail
from commonground.platform.notifications import models as notifications
from commonground.platform.outbox import models as outbox
from commonground.platform.partners import models as partners
from commonground.platform.support import models as support
from commonground.tenants.actions import models as actions
from commonground.tenants.adding_up import models as adding_up
from commonground.tenants.agreed import models as agreed
from commonground.tenants.allocation import models as allocation
from commonground.tenants.around import models as around
from commonground.tenants.attachments import models as attachments
from commonground.tenants.break_glass import models as break_glass
from commonground.tenants.contexts import models as contexts
from commonground.tenants.disclosures import models as disclosures
from commonground.tenants.flags import models as flags
from commonground.tenants.heard import models as heard
from commonground.tenants.intake import models as intake
from commonground.tenants.joint import models as joint_sides
from commonground.tenants.letters import models as letters
from commonground.tenants.outside import models as outside
from commonground.tenants.pathways import models as pathways
from commonground.tenants.playbooks import models as playbooks
from commonground.tenants.received import models as received
from commonground.tenants.redacting import models as redacting
from commonground.tenants.referrals import models as referrals
from commonground.tenants.referring import models as referring
from commonground.tenants.replies import models as replies
from commonground.tenants.retention import models as retention
from commonground.tenants.sharing import models as sharing
from commonground.tenants.subject_access import models as subject_access
from commonground.tenants.tracker_import import models as tracker_import
from commonground.tenants.views import models as views

LOADED = (
    audit, chain, reviews, councils, evidence, invitations, people, drafts, identity, isolation, labels, local,
    mail, notifications, outbox, around, contexts, break_glass, flags, intake, partners, referrals, referring,
    retention, sharing, subject_access, support, cover, playbooks, actions, adding_up, attachments,
    tracker_import, views, replies, heard, allocation, letters, agreed, pathways, redacting,
    agreements, crossings, disclosures, received, directory, joint, joint_sides, outside, disputes,
)  # fmt: skip


def all_tables() -> MetaData:
    return Base.metadata
