"""What may happen to each noun of the certification room, who may do it, and what it is called.

The case's own table is data of the policy (certification.workflow).
"""

from typing import Any

from certification.moves.allotment import ALLOTMENT, NUMBER
from certification.moves.batch import BATCH
from certification.moves.degree import DEGREE
from certification.moves.notice import NOTICE
from certification.moves.objection import OBJECTION
from certification.moves.prior import PRIOR_SLIP
from certification.moves.recheck import RECHECK
from certification.moves.slip import SLIP, SLIP_ACTION
from registry.machinery.door import Table

TABLES: tuple[Table[Any], ...] = (
    NOTICE,
    OBJECTION,
    BATCH,
    ALLOTMENT,
    NUMBER,
    SLIP,
    SLIP_ACTION,
    RECHECK,
    PRIOR_SLIP,
    DEGREE,
)
