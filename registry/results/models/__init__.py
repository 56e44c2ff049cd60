from registry.results.models.completion import Completion, CompletionBatch
from registry.results.models.missing_hours import MissingHours
