from registry.training.models.course import Course, CourseMaterial
from registry.training.models.course_review import CourseReview, CrossReview, CrossReviewSample, ExpertOpinion
from registry.training.models.filing import FiledSlot, Filing, FilingSequence
from registry.training.models.platform_key import PlatformKey
from registry.training.models.session import (
    Attendee,
    SessionSlot,
    SessionVersion,
    SignIn,
    TrainingSession,
)
from registry.training.models.training_base import Expert, TrainingBase
