"""Which days and hours count, when something falls due, and the receipt that shows how it was counted.

Pure: times are passed in, nothing is downloaded, nothing is asked of a clock.
"""

from comity.protocol.calendars.bank_holidays import (
    COMPUTED,
    BankHoliday,
    bank_holidays,
    disagreements,
    official_range,
)
from comity.protocol.calendars.clock import due
from comity.protocol.calendars.days import Calendar, ClosureDay, foi_calendar, plain_days
from comity.protocol.calendars.errors import CalendarError
from comity.protocol.calendars.hours import OfficeHours
from comity.protocol.calendars.open_time import (
    after_working_time,
    before_working_time,
    is_open,
    next_open,
    open_time,
    working_days_between,
    working_time_between,
)
from comity.protocol.calendars.receipt import CreditedPause, PassedOver, Receipt, Source
from comity.protocol.calendars.reminders import reminder_at
from comity.protocol.calendars.standing import (
    effective_due,
    later_of,
    moved,
    overdue,
    promised,
    recalculate,
    remaining,
    reopened,
)
from comity.protocol.calendars.within import UNITS, Limit, Pause, Within

__all__ = [
    "COMPUTED",
    "UNITS",
    "BankHoliday",
    "Calendar",
    "CalendarError",
    "ClosureDay",
    "CreditedPause",
    "Limit",
    "OfficeHours",
    "PassedOver",
    "Pause",
    "Receipt",
    "Source",
    "Within",
    "after_working_time",
    "bank_holidays",
    "before_working_time",
    "disagreements",
    "due",
    "effective_due",
    "foi_calendar",
    "is_open",
    "later_of",
    "moved",
    "next_open",
    "official_range",
    "open_time",
    "overdue",
    "plain_days",
    "promised",
    "recalculate",
    "remaining",
    "reminder_at",
    "reopened",
    "working_days_between",
    "working_time_between",
]
