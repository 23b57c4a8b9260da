"""The nouns."""

from .application import Application, Filing, Occupation, ProgramFacts, Signature, SignedDeclaration
from .board import BoardComment, BoardMember, BoardPaper, Consultation, PaperTopic
from .codes import Code, CodeLink, CodeList
from .completeness import CompletenessAnswer, PaperReading
from .cycle import Cycle, RequiredForm, StageSpan
from .decision import (
    Approval,
    Certification,
    Condition,
    Determination,
    Ending,
    FederalFiling,
    Ground,
    Proof,
    Recommendation,
)
from .draft import AtWork, DraftComment, Duty
from .evidence import Document, SlotAnswer
from .law import Amendment, CalendarYear, Closing
from .listing import ListedSector, Listing
from .notice import Letter, LetterFile, Notice
from .people import Designation, FederalAction, Grant, Institution, Organisation, Person
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
from .review import Advice, Deficiency, Finding

__all__ = [
    "THINGS",
    "Advice",
    "Amendment",
    "Anchor",
    "AnchorHead",
    "Application",
    "Approval",
    "AtWork",
    "BoardComment",
    "BoardMember",
    "BoardPaper",
    "CalendarYear",
    "Case",
    "Certification",
    "Closing",
    "Code",
    "CodeLink",
    "CodeList",
    "CompletenessAnswer",
    "Condition",
    "Consultation",
    "Counter",
    "Cycle",
    "Deadline",
    "Deficiency",
    "Designation",
    "Determination",
    "Document",
    "Ending",
    "DraftComment",
    "Duty",
    "Event",
    "EventText",
    "FederalAction",
    "FederalFiling",
    "Filing",
    "Finding",
    "Grant",
    "Ground",
    "Institution",
    "LawText",
    "Letter",
    "LetterFile",
    "ListedSector",
    "Listing",
    "Notice",
    "Occupation",
    "OnceKey",
    "Organisation",
    "PaperTopic",
    "PaperReading",
    "Person",
    "ProgramFacts",
    "Proof",
    "Reading",
    "Recommendation",
    "RequiredForm",
    "Signature",
    "SignedDeclaration",
    "SlotAnswer",
    "StageSpan",
    "Thing",
]
