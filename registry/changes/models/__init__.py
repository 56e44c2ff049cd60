from registry.changes.models.death import Death
from registry.changes.models.erasure import Erasure
from registry.changes.models.identity_change import IdentityChange
from registry.changes.models.merge import Merge
