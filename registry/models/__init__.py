"""The registry's tables, one file a noun."""

from registry.activities.models import (
    Activity,
    ActivityReview,
    ActivityVersion,
    Award,
    Evidence,
    EvidenceFlag,
    HistoryPackage,
    HistoryScan,
    SlotClaim,
    Suspension,
)
from registry.changes.models import Death, Erasure, IdentityChange, Merge
from registry.machinery.models import AuditEntry, AuditHead, CleanCopy, DemoClock, Job, KeptUpload, Tally
from registry.people.models import (
    ActivationCode,
    Deputy,
    Employment,
    KeptFilter,
    Letter,
    LoginAttempt,
    MailPreference,
    Membership,
    Message,
    Organisation,
    Portrait,
    Professional,
    Reminding,
    SheetAnswer,
    SheetImport,
    SheetRow,
    Unattended,
    User,
)
from registry.platforms.models import (
    ApiClient,
    ApiRequest,
    ApiUse,
    StagingOffer,
    StagingResult,
    Webhook,
    WebhookDelivery,
)
from registry.results.models import Completion, CompletionBatch, MissingHours
from registry.training.models import (
    Attendee,
    Course,
    CourseMaterial,
    CourseReview,
    CrossReview,
    CrossReviewSample,
    Expert,
    ExpertOpinion,
    FiledSlot,
    Filing,
    FilingSequence,
    PlatformKey,
    SessionSlot,
    SessionVersion,
    SignIn,
    TrainingBase,
    TrainingSession,
)
from registry.yearly.models import (
    AnnualRegistration,
    Handbook,
    HandbookClaim,
    HandbookClaimEntry,
    HandbookEdition,
    HandbookEvent,
    HandbookSequence,
    RegistrationArrangement,
    TitleRecord,
)
