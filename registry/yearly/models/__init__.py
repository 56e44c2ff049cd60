from registry.yearly.models.handbook import (
    Handbook,
    HandbookClaim,
    HandbookClaimEntry,
    HandbookEdition,
    HandbookEvent,
    HandbookSequence,
)
from registry.yearly.models.registration import AnnualRegistration, RegistrationArrangement
from registry.yearly.models.title_record import TitleRecord
