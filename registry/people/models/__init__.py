from registry.people.models.account import ActivationCode, LoginAttempt, User
from registry.people.models.binding import Binding
from registry.people.models.deputy import Deputy
from registry.people.models.device import Device, UsedPassword
from registry.people.models.export import Export
from registry.people.models.export_request import ExportRequest
from registry.people.models.kept_filter import KeptFilter
from registry.people.models.look import Look, LookSign
from registry.people.models.message import MailPreference, Message
from registry.people.models.organisation import Membership, Organisation
from registry.people.models.portrait import Portrait
from registry.people.models.professional import Employment, Professional
from registry.people.models.recovery import Recovery
from registry.people.models.reminding import Letter, Reminding
from registry.people.models.seat_request import SeatRequest
from registry.people.models.sheet import SheetAnswer, SheetImport, SheetRow
from registry.people.models.taken import TakenList
from registry.people.models.unattended import Unattended
