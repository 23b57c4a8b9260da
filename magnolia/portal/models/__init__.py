"""The nouns."""

from .afterwards import CohortRecord, CompleterList, Exclusion, FederalRequest, ListCorrection, Waiver, YearlyReport
from .application import Application, Filing, Signature, SignedDeclaration
from .areas import County
from .board import BoardComment, BoardMember, BoardPaper, Consultation, PaperTopic
from .change import ChangedFact, ProgramChange
from .codes import Code, CodeLink, CodeList
from .completeness import CompletenessAnswer, PaperReading
from .copied import CopiedAnswer
from .cycle import Cycle, RequiredForm, StageSpan
from .decision import (
    Agreed,
    Approval,
    Certification,
    Condition,
    Determination,
    Ending,
    ExhibitChoice,
    FederalFiling,
    Ground,
    HeldDetermination,
    Package,
    Proof,
    Recommendation,
)
from .described import MethodologyReview, ProcessText, ProcessVersion
from .draft import AtWork, DraftComment, DraftNews, Duty
from .evidence import Document, SlotAnswer
from .form import FormVersion
from .law import Amendment, CalendarYear, Closing
from .listing import ListedSector, Listing, PostedChange
from .loss import Clearance, Liability, Loss
from .meeting import Attendance, Meeting, MeetingPaper, Seat
from .notice import Letter, LetterFile, Notice
from .people import Designation, FederalAction, Grant, Institution, Organisation, Person
from .potential import PotentialProgram, ProgramFile
from .program import TABLES, Ecosystem, Occupation, ProgramFacts, Row, Sector
from .record import (
    THINGS,
    Anchor,
    AnchorHead,
    Case,
    Counter,
    Deadline,
    Event,
    EventText,
    LawText,
    OnceKey,
    Reading,
    Thing,
)
from .review import (
    Advice,
    ClosingAnswer,
    Deficiency,
    EarningsAmount,
    EvidencePage,
    Finding,
    FindingPoint,
    InformationRequest,
    OpenedPlace,
    OutsideContact,
    PriceLine,
)
from .scan import Scan
from .sending import Sending
from .signed import SignedText
from .simulation import SimulatedChange, Simulation
from .told import CalendarAddress, Digest, DigestChoice
from .toolkit import ToolkitFile, ToolkitItem
from .work import Assignment, Disclosure, Leave, Message, MessagesRead, Note, SavedView, SoughtCase

__all__ = [
    "TABLES",
    "THINGS",
    "Advice",
    "Agreed",
    "Amendment",
    "Anchor",
    "AnchorHead",
    "Application",
    "Approval",
    "AtWork",
    "Assignment",
    "Attendance",
    "BoardComment",
    "BoardMember",
    "BoardPaper",
    "CalendarAddress",
    "CalendarYear",
    "Case",
    "Certification",
    "ChangedFact",
    "Clearance",
    "Closing",
    "ClosingAnswer",
    "Code",
    "CodeLink",
    "CodeList",
    "CohortRecord",
    "CompletenessAnswer",
    "CompleterList",
    "Condition",
    "Consultation",
    "CopiedAnswer",
    "Counter",
    "County",
    "Cycle",
    "Deadline",
    "Deficiency",
    "OpenedPlace",
    "Designation",
    "Determination",
    "Digest",
    "DigestChoice",
    "Disclosure",
    "Document",
    "Ending",
    "DraftComment",
    "DraftNews",
    "Duty",
    "EarningsAmount",
    "Ecosystem",
    "Event",
    "EventText",
    "FederalAction",
    "EvidencePage",
    "Exclusion",
    "ExhibitChoice",
    "FederalFiling",
    "FederalRequest",
    "Filing",
    "FormVersion",
    "Finding",
    "FindingPoint",
    "Grant",
    "Ground",
    "HeldDetermination",
    "InformationRequest",
    "Institution",
    "LawText",
    "Leave",
    "Letter",
    "LetterFile",
    "Liability",
    "ListedSector",
    "Listing",
    "ListCorrection",
    "Loss",
    "Meeting",
    "MeetingPaper",
    "Message",
    "MessagesRead",
    "MethodologyReview",
    "Note",
    "Notice",
    "Occupation",
    "OnceKey",
    "Organisation",
    "PaperTopic",
    "PaperReading",
    "OutsideContact",
    "Package",
    "Person",
    "PostedChange",
    "PotentialProgram",
    "PriceLine",
    "ProcessText",
    "ProcessVersion",
    "ProgramChange",
    "ProgramFacts",
    "ProgramFile",
    "Proof",
    "Reading",
    "Recommendation",
    "RequiredForm",
    "Row",
    "Scan",
    "Seat",
    "Sending",
    "Signature",
    "SignedDeclaration",
    "SignedText",
    "SimulatedChange",
    "Simulation",
    "SlotAnswer",
    "StageSpan",
    "SavedView",
    "Sector",
    "SoughtCase",
    "Thing",
    "Waiver",
    "YearlyReport",
    "ToolkitFile",
    "ToolkitItem",
]
