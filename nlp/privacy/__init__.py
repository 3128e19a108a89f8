"""Personal data is masked before anything is scored, stored or shown.

Judged by kept libraries where one can judge: phonenumbers (every country's phone numbers), python-stdnum (a
card's check digit, IBAN, national ids). Presidio's analyser was looked at and left out: it loads spaCy and
pydantic for pattern recognisers that know no spoken forms, and needs a language model for names.

What has no form and no cue is not found: a name that nobody announces, a street without a number.
"""

from nlp.privacy.ids import mask_id
from nlp.privacy.marks import MARK, MARKS, unmarked
from nlp.privacy.masking import mask
from nlp.privacy.transcripts import mask_transcript

__all__ = ["MARK", "MARKS", "mask", "mask_id", "mask_transcript", "unmarked"]
