from registry.rules.models.policy_file import PolicyFile
from registry.rules.models.what_if import WhatIf, WhatIfLoss, WhatIfPiece

__all__ = ["PolicyFile", "WhatIf", "WhatIfLoss", "WhatIfPiece"]
