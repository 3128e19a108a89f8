"""Which column of a source is which of ours, by its header and the mapping."""

from __future__ import annotations

from difflib import get_close_matches

from storage.cells import CellError, Form, How, Kept
from storage.ingest.rows import REJECT_COLUMNS, Reading, RowReader
from storage.mapping import Mapping, Present
from storage.readers import Source, UnreadableError
from storage.records import Field, Kind


def row_reader(kind: Kind, source: Source, mapping: Mapping, zone: str) -> RowReader:
    """Finds each column in the source's header. UnreadableError if one that is needed is not there."""
    binding = _Binding(source, mapping)
    at = {field.name: binding.place(field) for field in kind.fields}
    missing = [
        f.name for f in kind.fields if f.required and at[f.name] is None and f.name not in mapping.constant
    ]
    if missing:
        raise UnreadableError(f"{binding.where}: no column {', '.join(missing)}; {binding.known()}")
    readings = tuple(binding.reading(field, at[field.name], zone) for field in kind.fields)
    used = {place for place in at.values() if place is not None}
    unread = [
        source.header[place] for places in binding.exact.values() for place in places if place not in used
    ]
    return RowReader(kind, readings, tuple(dict.fromkeys(name for name in unread if name)))


class _Binding:
    def __init__(self, source: Source, mapping: Mapping) -> None:
        self.source = source
        self.mapping = mapping
        self.where = f"{source.name}, line 1" if source.place == "line" else source.name
        self.exact: dict[str, list[int]] = {}
        self.folded: dict[str, list[int]] = {}
        mended = source.header[:4] == REJECT_COLUMNS  # a rejects file: the row begins behind its reason
        for place, name in list(enumerate(source.header))[4 if mended else 0 :]:
            self.exact.setdefault(name, []).append(place)
            self.folded.setdefault(plain(name), []).append(place)

    def known(self) -> str:
        names = ", ".join(name for name in self.source.header[:12] if name)
        more = ", …" if len(self.source.header) > 12 else ""
        return f"there are {names}{more} (write a map: --suggest-map proposes one)"

    def place(self, field: Field) -> int | None:
        present: Present | None = self.mapping.present.get(field.name)
        theirs = present.column if present else self.mapping.columns.get(field.name)
        if field.name in self.mapping.constant:
            return None
        found = self.exact.get(theirs or field.name) or self.folded.get(plain(theirs or field.name), [])
        if len(found) > 1:
            twice = " and ".join(str(place + 1) for place in found[:2])
            raise UnreadableError(
                f"{self.where}: column {theirs or field.name!r} stands twice (columns {twice})"
            )
        if not found and theirs is not None and not self.mapping.lenient:
            near = get_close_matches(theirs, list(self.source.header), 1)
            hint = f"; did you mean {near[0]!r}?" if near else f"; {self.known()}"
            raise UnreadableError(
                f"{self.where}: the map reads {field.name} from {theirs!r}, which is not there{hint}"
            )
        return found[0] if found else None

    def reading(self, field: Field, at: int | None, zone: str) -> Reading:
        name = field.name
        how = How(
            zone,
            self.mapping.formats.get(name),
            self.mapping.units.get(name, "s"),
            self.mapping.decimal,
            self.source.comma_decimal,
        )
        form = field.cell.reader(how)
        constant = self.mapping.constant.get(name)
        present = self.mapping.present.get(name)
        return Reading(
            name,
            self.source.header[at] if at is not None else name,
            at,
            form,
            None if name in self.mapping.values or present else field.cell.quick(how),
            self.mapping.values.get(name, {}),
            self._blank(field) if constant is None else _constant(form, name, constant, self.mapping),
            field.required,
            (present.yes, present.no) if present else None,
        )

    def _blank(self, field: Field) -> Kept | None:
        return 0 if field.name in self.mapping.blank_is_zero else field.default


def _constant(form: Form, name: str, constant: str, mapping: Mapping) -> Kept:
    try:
        return form(constant)
    except CellError as error:
        raise UnreadableError(f"map {mapping.name}: [constant] {name}: {error}") from None


def plain(name: str) -> str:
    """A column's name without case, blanks and hyphens: "Contact ID" is contact_id."""
    return name.strip().casefold().replace(" ", "_").replace("-", "_")
