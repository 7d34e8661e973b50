"""Ways to break the toy case: what is changed, which file is to blame, and what has to be said about it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

CASE, PLACES, TIMELINE = "case.toml", "places.toml", "timeline.toml"
CROWD, SENT = "accounts/crowd.toml", "accounts/sent.toml"
SOURCES, SPEAKERS = "evidence/sources.toml", "evidence/speakers.toml"
CLUES, CLAIMS = "evidence/clues.toml", "evidence/claims.toml"

Change = Callable[[Path], None]


@dataclass(frozen=True)
class Broken:
    """A broken case: ``file`` is to blame, and the text of its problem mentions everything in ``says``."""

    name: str
    file: str
    says: tuple[str, ...]
    change: Change


def swap(file: str, old: str, new: str) -> Change:
    """Put ``new`` for the first ``old``; that there is one is asserted, so that no change is empty."""

    def change(folder: Path) -> None:
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text, f"{file} has no {old!r} to break"
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")

    return change


def add(file: str, text: str) -> Change:
    """Add text to the end of a file."""

    def change(folder: Path) -> None:
        with (folder / file).open("a", encoding="utf-8") as stream:
            stream.write(f"\n{text}\n")

    return change


def emptied(file: str, key: str) -> Change:
    """Leave nothing in a list."""

    def change(folder: Path) -> None:
        text = (folder / file).read_text(encoding="utf-8")
        changed = re.sub(rf"{key} = \[.*?\]", f"{key} = []", text, count=1, flags=re.DOTALL)
        assert changed != text
        (folder / file).write_text(changed, encoding="utf-8")

    return change


def again(file: str) -> Change:
    """Repeat the first table of a file at its end."""

    def change(folder: Path) -> None:
        text = (folder / file).read_text(encoding="utf-8")
        (folder / file).write_text(text + "\n[[" + text.split("[[")[1], encoding="utf-8")

    return change


def raw(file: str, content: bytes) -> Change:
    """Put other bytes into a file."""
    return lambda folder: (folder / file).write_bytes(content) and None


def gone(file: str) -> Change:
    """Take a file away."""
    return lambda folder: (folder / file).unlink()


def folded(file: str) -> Change:
    """Put a directory where a file should be."""

    def change(folder: Path) -> None:
        (folder / file).unlink(missing_ok=True)
        (folder / file).mkdir()

    return change


def encoded(file: str, encoding: str) -> Change:
    """Save a file in another encoding, with a letter in it that shows."""

    def change(folder: Path) -> None:
        text = "# café\n" + (folder / file).read_text(encoding="utf-8")
        (folder / file).write_bytes(text.encode(encoding))

    return change


def both(*changes: Change) -> Change:
    """Make several changes."""

    def change(folder: Path) -> None:
        for each in changes:
            each(folder)

    return change


def drop_folder(name: str) -> Change:
    """Take a folder away."""
    return lambda folder: shutil.rmtree(folder / name)


NEW_CLAIM = """
[[claim]]
id = "{id}"
source = "gazette"
paragraph = 5
speaker = "government"
says = "Said again."
{rest}
"""


def claim(id: str = "again", rest: str = 'undecided = "test"') -> Change:
    """Add a claim."""
    return add(CLAIMS, NEW_CLAIM.format(id=id, rest=rest))


NEW_CLUE = """
[[clue]]
id = "extra"
question = "A test?"
kind = "{kind}"
{rest}
"""


def clue(kind: str, rest: str) -> Change:
    """Add a clue."""
    return add(CLUES, NEW_CLUE.format(kind=kind, rest=rest))


def _broken(name: str, file: str, says: str | tuple[str, ...], change: Change) -> Broken:
    return Broken(name, file, (says,) if isinstance(says, str) else says, change)


def _swapped(name: str, file: str, says: str | tuple[str, ...], old: str, new: str) -> Broken:
    return _broken(name, file, says, swap(file, old, new))


SOME_CLASS = """
[[readiness]]
name = "x"
threshold = { value = 9, unit = "logit" }
pace = { value = 0, unit = "1/hour" }
"""
HARBOUR = "population = { value = 200000"
WHEN = 'when = { at_least = { value = 1, unit = "building" } }'

#: Units, numbers, types.
NUMBERS = [
    _swapped("unit unknown", PLACES, ("persns", "did you mean 'person'"), 'unit = "person"', 'unit = "persns"'),
    _swapped(
        "unit of another kind", PLACES, ("place[1].population", "hour", "person"), 'unit = "person"', 'unit = "hour"'
    ),
    _swapped("unit missing", PLACES, ("place[1].population.unit", "missing"), ', unit = "person"', ""),
    _swapped("unit a number", PLACES, "place[1].population.unit", 'unit = "person"', "unit = 3"),
    _swapped("unit of an angle", PLACES, ("place[1].latitude", "km"), 'unit = "degree"', 'unit = "km"'),
    _swapped("unit of a rate", CASE, ("readiness[1].pace", "1/hour", "person"), '"1/hour"', '"person"'),
    _swapped(
        "unit beyond all numbers",
        PLACES,
        "thousand_person^40",
        'unit = "person"',
        'unit = "thousand_person^40/person^39"',
    ),
    _swapped("people negative", PLACES, ("place[1].population", "-5"), "200000", "-5"),
    _swapped("people none", PLACES, ("place[1].population", "0 "), "200000", "0"),
    _swapped("people fractional", PLACES, ("place[1].population", "1000.5"), "200000", "1000.5"),
    _swapped("people nan", PLACES, ("place[1].population", "nan"), "200000", "nan"),
    _swapped("people infinite", PLACES, ("place[1].population", "inf"), "200000", "inf"),
    _swapped("people minus infinite", PLACES, ("place[1].population", "-inf"), "200000", "-inf"),
    _swapped("people beyond number", PLACES, ("place[1].population", "1e+300"), "200000", "1e300"),
    _swapped("people beyond float", PLACES, "place[1].population", "200000", "1" + "0" * 400),
    _swapped("people of 5000 digits", PLACES, "digits", "200000", "1" + "0" * 5000),
    _swapped(
        "people too many after conversion",
        PLACES,
        ("place[1].population", "too large"),
        '200000, unit = "person"',
        '1e12, unit = "thousand_person"',
    ),
    _swapped("people a truth value", PLACES, ("place[1].population", "True"), "200000", "true"),
    _swapped("people a string", PLACES, ("place[1].population", "'200000'"), "200000", '"200000"'),
    _swapped(
        "people a bare number",
        PLACES,
        ("place[1].population", "200000"),
        '{ value = 200000, unit = "person" }',
        "200000",
    ),
    _swapped("people a list", PLACES, "place[1].population", '{ value = 200000, unit = "person" }', "[200000]"),
    _swapped("people a date", PLACES, "place[1].population", "200000", "2030-03-01"),
    _swapped("latitude beyond the pole", PLACES, ("place[1].latitude", "91"), "43.6", "91"),
    _swapped("latitude beyond the south pole", PLACES, ("place[1].latitude", "-91"), "43.6", "-91"),
    _swapped("longitude beyond the world", PLACES, ("place[1].longitude", "181"), "51.2", "181"),
    _swapped("police negative", PLACES, ("place[1].police", "-1"), "value = 700", "value = -1"),
    _swapped("fear above its range", PLACES, ("place[1].fear", "2"), "exposure = { value = 0.9", "fear = { value = 2"),
    _swapped("level above its range", SENT, ("rival_hold.Capital", "1.9"), "value = 0.9", "value = 1.9"),
    _swapped("level below its range", CASE, ("begin.guard_reserve.nation", "-1000"), "value = 1000", "value = -1000"),
    _swapped("pace negative", CASE, ("readiness[1].pace", "-0.2"), "value = 0.2", "value = -0.2"),
    _swapped("shares leave nobody", CASE, "readiness", "value = 0.004", "value = 1.5"),
    _swapped("share negative", CASE, ("readiness[1].share", "-0.1"), "value = 0.004", "value = -0.1"),
    _swapped("trust above one", SPEAKERS, ("speaker[1].trust", "1.5"), "value = 0.6", "value = 1.5"),
    _swapped("trust negative", SPEAKERS, ("speaker[1].trust", "-0.5"), "value = 0.6", "value = -0.5"),
    _swapped("trust a string", SPEAKERS, ("speaker[1].trust", "'high'"), "value = 0.6", 'value = "high"'),
    _swapped(
        "trust in persons",
        SPEAKERS,
        ("speaker[1].trust", "person"),
        'value = 0.6, unit = "1"',
        'value = 0.6, unit = "person"',
    ),
    _swapped(
        "weight negative", CROWD, ("weight", "-1"), "schema = 1", 'schema = 1\nweight = { value = -1, unit = "1" }'
    ),
    _broken(
        "no account has weight",
        "accounts/",
        "weight",
        both(*(swap(f, "schema = 1", 'schema = 1\nweight = { value = 0, unit = "1" }') for f in (CROWD, SENT))),
    ),
    _swapped("paragraph a string", CLAIMS, ("claim[1].paragraph", "'2'"), "paragraph = 2", 'paragraph = "2"'),
    _swapped("paragraph a fraction", CLAIMS, ("claim[1].paragraph", "2.5"), "paragraph = 2", "paragraph = 2.5"),
    _swapped("paragraph a truth value", CLAIMS, ("claim[1].paragraph", "True"), "paragraph = 2", "paragraph = true"),
    _broken(
        "paragraph beyond the source",
        CLAIMS,
        ("claim[1].paragraph", "¶2"),
        swap(SOURCES, 'kind = "gazette"', 'kind = "gazette"\nparagraphs = 1'),
    ),
    _swapped("year a string", SOURCES, ("source[1].year", "'2030'"), "year = 2030", 'year = "2030"'),
    _swapped("factor below one", CLAIMS, ("factor", "0.5"), "factor = 2", "factor = 0.5"),
    _swapped("factor not a number", CLAIMS, ("factor", "nan"), "factor = 2", "factor = nan"),
    _swapped("would_say one", CLAIMS, "would_say", "would_say = 0.7", "would_say = 1"),
    _swapped("would_say a truth value", CLAIMS, "would_say", "would_say = 0.7", "would_say = true"),
    _swapped("within nothing", CLAIMS, ("within", "0"), "value = 6, unit", "value = 0, unit"),
    _swapped(
        "within in persons",
        CLAIMS,
        ("within", "person", "hour"),
        'value = 6, unit = "hour"',
        'value = 6, unit = "person"',
    ),
    _swapped("report negative", CLAIMS, ("claim[2].report", "-6000"), "value = 6000", "value = -6000"),
    _swapped("report of zero", CLAIMS, ("claim[2].report", "above 0"), "value = 6000", "value = 0"),
    _swapped(
        "report in hours",
        CLAIMS,
        ("claim[2].report", "hour", "person"),
        'value = 6000, unit = "person"',
        'value = 6000, unit = "hour"',
    ),
]

#: Keys: missing, misspelt, too many.
KEYS = [
    _swapped("key missing in case", CASE, ("seat", "missing"), 'seat = "Capital"', ""),
    _swapped("key missing in place", PLACES, ("place[1].region", "missing"), 'region = "Coast"', ""),
    _swapped("key missing in account", CROWD, ("mechanisms", "missing"), "mechanisms = [", "told = ["),
    _swapped("key missing in clue", CLUES, ("clue[1].kind", "missing"), 'kind = "count"', ""),
    _swapped("key missing in measure", CLUES, ("clue[2].measure.of", "missing"), 'of = ["police"], ', ""),
    _swapped("key missing in claim", CLAIMS, ("claim[1].speaker", "missing"), 'speaker = "government"', ""),
    _swapped(
        "key missing in source",
        SOURCES,
        ("source[1].interest", "missing"),
        'interest = "The government\'s paper: orderly streets, guilty crowds."',
        "",
    ),
    _swapped("schema missing", CASE, ("schema", "missing"), "schema = 1", ""),
    _swapped("schema of tomorrow", CASE, ("schema", "2"), "schema = 1", "schema = 2"),
    _swapped("schema of tomorrow in claims", CLAIMS, ("schema", "2"), "schema = 1", "schema = 2"),
    _swapped("schema a string", PLACES, ("schema", "'1'"), "schema = 1", 'schema = "1"'),
    _swapped("schema true", PLACES, ("schema", "True"), "schema = 1", "schema = true"),
    _broken("places left out", PLACES, "place", raw(PLACES, b"schema = 1\n")),
    _broken("places an empty list", PLACES, "place", raw(PLACES, b"schema = 1\nplace = []\n")),
    _broken("places a table", PLACES, "place", raw(PLACES, b"schema = 1\n[place]\nname = 'x'\n")),
    _swapped("readiness left out", CASE, "readiness", "[[readiness]]", "[[begin.readiness]]"),
    _swapped(
        "share of the last class",
        CASE,
        ("readiness[3].share", "rest"),
        'name = "others"',
        'name = "others"\nshare = { value = 0.5, unit = "1" }',
    ),
    _swapped(
        "share of the first class missing", CASE, "readiness[1].share", 'share = { value = 0.004, unit = "1" }', ""
    ),
    _broken(
        "nine classes of readiness",
        CASE,
        "readiness",
        add(
            CASE,
            SOME_CLASS * 7,
        ),
    ),
    _broken("mechanisms empty", CROWD, "mechanisms", emptied(CROWD, "mechanisms")),
    _swapped("name empty", CASE, "name", 'name = "toy"', 'name = ""'),
    _swapped("name of a place too long", PLACES, "place[1].name", '"Harbour"', f'"{"H" * 200}"'),
    _swapped(
        "value and prior",
        SENT,
        ("Capital", "value", "prior"),
        "value = 0.9",
        'value = 0.9, why = "x", prior = "beta(1, 1)"',
    ),
    _swapped("neither value nor prior", SENT, ("rival_hold", "value", "prior"), "value = 0.9, ", ""),
    _swapped(
        "prior without a reason",
        SENT,
        ("begin.members.Capital", "why"),
        ', why = "some 300 men, says the pamphlet"',
        "",
    ),
    _swapped(
        "prior with a blank reason",
        SENT,
        ("begin.members.Capital", "why"),
        'why = "some 300 men, says the pamphlet"',
        'why = "  "',
    ),
    _swapped(
        "clue and undecided",
        CLAIMS,
        ("claim[1]", "undecided"),
        'clue = "largest-crowd"',
        'clue = "largest-crowd"\nundecided = "x"',
    ),
    _swapped(
        "neither clue nor undecided",
        CLAIMS,
        ("claim[6]", "undecided"),
        'undecided = "a motive leaves no trace that this model counts"',
        "",
    ),
    _swapped(
        "claim on a clue without report",
        CLAIMS,
        ("claim[3]", "report"),
        "report = { is = true }\nwould_say = 0.7",
        "would_say = 0.7",
    ),
    _swapped(
        "two reports in one",
        CLAIMS,
        ("claim[3].report", "exactly one"),
        "{ is = true }",
        '{ is = true, at = "2030-03-02T20:00" }',
    ),
    _swapped("no report in the report", CLAIMS, ("claim[3].report", "exactly one"), "{ is = true }", "{}"),
    _swapped(
        "bound with both ends",
        CLUES,
        ("clue[2].measure.holds", "either"),
        'below = { value = 0.5, unit = "1" }',
        'below = { value = 0.5, unit = "1" }, at_least = { value = 0.1, unit = "1" }',
    ),
    _swapped(
        "bound without an end", CLUES, ("clue[2].measure.holds", "either"), 'below = { value = 0.5, unit = "1" }', ""
    ),
    _broken("deep nesting of tables", CLUES, "", clue("truth", "measure." + "earlier." * 6000 + 'of = ["crowd"]')),
    _broken("deep nesting of brackets", CLUES, "", clue("truth", "measure = " + "[" * 6000 + "]" * 6000)),
    _broken(
        "deep nesting of measures",
        CLUES,
        "clue[5]",
        clue("truth", "measure = " + "{ earlier = " * 100 + '{ of = ["crowd"] }' + " }" * 100),
    ),
]

#: Misspelt keys and names: the problem names the nearest that would be right.
TYPOS = [
    _swapped("typo in a key of case", CASE, ("sumary", "did you mean 'summary'"), "summary", "sumary"),
    _swapped("typo in a key of place", PLACES, ("place[1].latitude", "missing"), "latitude", "latitud"),
    _swapped("typo in a quantity of place", PLACES, ("polise", "did you mean 'police'"), "police", "polise"),
    _swapped(
        "typo in a key of an amount",
        PLACES,
        ("valeu", "did you mean 'value'"),
        HARBOUR,
        HARBOUR.replace("value", "valeu"),
    ),
    _swapped(
        "typo in a key of a level of place",
        PLACES,
        ("exposure.valeu", "did you mean 'value'"),
        "{ value = 0.9",
        "{ valeu = 0.9",
    ),
    _swapped(
        "typo in a key of a level of case",
        CASE,
        ("guard_reserve.nation.valeu", "did you mean 'value'"),
        "{ value = 1000",
        "{ valeu = 1000",
    ),
    _swapped(
        "typo in a key of a parameter", SENT, ("gamble.cover", "prioor", "did you mean 'prior'"), "{ prior", "{ prioor"
    ),
    _swapped("typo in a key of readiness", CASE, ("treshold", "did you mean 'threshold'"), "threshold =", "treshold ="),
    _swapped("typo in a key of account", CROWD, ("mecanisms", "did you mean 'mechanisms'"), "mechanisms", "mecanisms"),
    _swapped("typo in a key of event", TIMELINE, ("precison", "did you mean 'precision'"), "precision", "precison"),
    _swapped("typo in a key of given", TIMELINE, ("quantty", "did you mean 'quantity'"), "{ quantity", "{ quantty"),
    _swapped("typo in a key of source", SOURCES, ("tittle", "did you mean 'title'"), "title", "tittle"),
    _broken(
        "typo in a key of none",
        SOURCES,
        ("resaon", "did you mean 'reason'"),
        add(SOURCES, '[[source.none]]\nparagraph = 1\nresaon = "x"'),
    ),
    _swapped("typo in a key of speaker", SPEAKERS, ("rol", "did you mean 'role'"), "role", "rol"),
    _swapped("typo in a key of clue", CLUES, ("questoin", "did you mean 'question'"), "question", "questoin"),
    _swapped("typo in a key of measure", CLUES, ("tak", "did you mean 'take'"), "take", "tak"),
    _broken(
        "typo in a key of a measure in a measure",
        CLUES,
        ("earlier.tak", "did you mean 'take'"),
        clue("truth", 'measure.earlier = { of = ["crowd"], tak = "first" }'),
    ),
    _swapped("typo in a key of range", CLUES, ("hihg", "did you mean 'high'"), "high", "hihg"),
    _swapped("typo in a key of bound", CLUES, ("at_last", "did you mean 'at_least'"), "at_least", "at_last"),
    _swapped("typo in a key of claim", CLAIMS, ("speeker", "did you mean 'speaker'"), "speaker", "speeker"),
    _swapped("typo in a key of report", CLAIMS, ("les_than", "did you mean 'less_than'"), "less_than", "les_than"),
    _swapped("typo in seat", CASE, ("Captial", "did you mean 'Capital'"), '"Capital"', '"Captial"'),
    _swapped(
        "typo in a quantity of case",
        CASE,
        ("guard_reserv", "did you mean 'guard_reserve'"),
        "guard_reserve",
        "guard_reserv",
    ),
    _swapped("typo in nation", CASE, ("natoin", "did you mean 'nation'"), "nation =", "natoin ="),
    _swapped(
        "typo in a place of account",
        SENT,
        ("Capitol", "did you mean 'Capital'"),
        "Capital = { prior",
        "Capitol = { prior",
    ),
    _swapped("typo in a mechanism", SENT, ("hijak", "did you mean 'hijack'"), '"hijack"', '"hijak"'),
    _swapped(
        "typo in the mechanism of a parameter",
        SENT,
        ("gambl.cover", "did you mean 'gamble.cover'"),
        "gamble.cover",
        "gambl.cover",
    ),
    _swapped(
        "typo in a parameter", SENT, ("gamble.covr", "did you mean 'gamble.cover'"), "gamble.cover", "gamble.covr"
    ),
    _swapped("typo in a prior", SENT, ("lognorml", "did you mean 'lognormal'"), "lognormal", "lognorml"),
    _swapped("typo in a source of account", SENT, ("pamflet", "did you mean 'pamphlet'"), '"pamphlet"', '"pamflet"'),
    _swapped("typo in a source of event", TIMELINE, ("gazete", "did you mean 'gazette'"), '"gazette"', '"gazete"'),
    _swapped(
        "typo in a speaker of event",
        TIMELINE,
        ("goverment", "did you mean 'government'"),
        "paragraph = 1",
        'paragraph = 1\nspeaker = "goverment"',
    ),
    _swapped(
        "typo in a place of event",
        TIMELINE,
        ("Harbor", "did you mean 'Harbour'"),
        'place = "Harbour"\n',
        'place = "Harbor"\n',
    ),
    _swapped(
        "typo in a place given",
        TIMELINE,
        ("Harbor", "did you mean 'Harbour'"),
        'place = "Harbour",',
        'place = "Harbor",',
    ),
    _swapped("typo in a quantity given", TIMELINE, ("sparkk", "did you mean 'spark'"), '"spark"', '"sparkk"'),
    _swapped(
        "typo in a quantity of measure",
        CLUES,
        ("clue[2].measure.of[1]", "polic", "did you mean 'police'"),
        '["police"]',
        '["polic"]',
    ),
    _swapped(
        "typo in a quantity of over",
        CLUES,
        ("over[1]", "crwd", "did you mean 'crowd'"),
        'over = ["crowd"',
        'over = ["crwd"',
    ),
    _swapped("typo in a place of measure", CLUES, ("Capitol", "did you mean 'Capital'"), '["Capital"]', '["Capitol"]'),
    _swapped(
        "typo in a clue of claim",
        CLAIMS,
        ("largest-crwd", "did you mean 'largest-crowd'"),
        '"largest-crowd"',
        '"largest-crwd"',
    ),
    _swapped(
        "typo in a speaker of claim", CLAIMS, ("goverment", "did you mean 'government'"), '"government"', '"goverment"'
    ),
    _swapped("typo in a source of claim", CLAIMS, ("gazete", "did you mean 'gazette'"), '"gazette"', '"gazete"'),
    _broken(
        "typo in a place of claim",
        CLAIMS,
        ("Mien", "did you mean 'Mine'"),
        claim(rest='undecided = "x"\nplaces = ["Mien"]'),
    ),
    _broken(
        "typo in same_as", CLAIMS, ("motiv", "did you mean 'motive'"), claim(rest='undecided = "x"\nsame_as = "motiv"')
    ),
]

#: Names that are nothing's, twice there, or in a circle; times; measures that make no sense.
SENSE = [
    _swapped("a given of a quantity that is no input", TIMELINE, ("crowd", "spark"), '"spark"', '"crowd"'),
    _swapped("a level of a flow", CASE, "joins", "begin.guard_reserve", "begin.joins"),
    _swapped("a level of the population", CASE, "population", "begin.guard_reserve", "begin.population"),
    _swapped("a national level by place", CASE, ("Capital", "nation"), "nation =", "Capital ="),
    _swapped(
        "a level by place for the nation", SENT, ("rival_hold", "nation"), "Capital = { value", "nation = { value"
    ),
    _swapped("a national quantity in a place", PLACES, "bargain", "exposure =", "bargain ="),
    _swapped("place twice", PLACES, ("place[3].name", "Capital"), '"Mine"', '"Capital"'),
    _swapped("place called nation", PLACES, "nation", '"Harbour"', '"nation"'),
    _swapped("place called everywhere", PLACES, "everywhere", '"Harbour"', '"everywhere"'),
    _swapped("class twice", CASE, ("readiness[3].name", "core"), '"others"', '"core"'),
    _swapped("mechanism twice", CROWD, "policing", '"armouries"', '"policing"'),
    _swapped("account called otherwise than its file", CROWD, ("name", "'mob'"), '"crowd"', '"mob"'),
    _swapped("two accounts of one name", SENT, ("name", "'crowd'"), '"sent"', '"crowd"'),
    *(
        _broken(
            f"account called as {name}",
            f"accounts/{name}.toml",
            f"'{name}' is the name of the {what} account",
            both(
                swap(CROWD, '"crowd"', f'"{name}"'),
                lambda folder, name=name: (folder / CROWD).rename(folder / f"accounts/{name}.toml") and None,
            ),
        )
        for name, what in (("none-of-these", "reference"), ("open", "open"))
    ),
    _broken("source twice", SOURCES, ("source[3]", "gazette"), again(SOURCES)),
    _broken("speaker twice", SPEAKERS, ("speaker[3]", "government"), again(SPEAKERS)),
    _swapped("clue twice", CLUES, ("clue[2]", "largest-crowd"), '"police-gone"', '"largest-crowd"'),
    _broken("claim twice", CLAIMS, ("claim[7]", "motive"), claim("motive")),
    _broken(
        "claim a copy of itself",
        CLAIMS,
        ("claim[7].same_as", "again"),
        claim(rest='undecided = "x"\nsame_as = "again"'),
    ),
    _broken(
        "claims copies of each other",
        CLAIMS,
        "same_as",
        both(claim("one", 'undecided = "x"\nsame_as = "two"'), claim("two", 'undecided = "x"\nsame_as = "one"')),
    ),
    _broken(
        "three claims copied in a circle",
        CLAIMS,
        "same_as",
        both(*(claim(a, f'undecided = "x"\nsame_as = "{b}"') for a, b in ("xy", "yz", "zx"))),
    ),
    _broken(
        "copy of a claim on another clue",
        CLAIMS,
        ("claim[7].same_as", "police-opposition"),
        claim(
            rest='clue = "largest-crowd"\nreport.about = { value = 6, unit = "person" }\nsame_as = "police-opposition"'
        ),
    ),
    _swapped("prior out of the range", SENT, ("Capital", "normal(-5, 1)"), "lognormal(5.7, 0.5)", "normal(-5, 1)"),
    _swapped(
        "prior above the range", SENT, ("Capital", "normal(5, 1)"), "value = 0.9", 'why = "x", prior = "normal(5, 1)"'
    ),
    _swapped(
        "prior beyond all numbers", SENT, ("Capital", "lognormal(1000, 1)"), "lognormal(5.7, 0.5)", "lognormal(1000, 1)"
    ),
    _swapped(
        "prior with a number too many",
        SENT,
        ("Capital", "takes 2 numbers"),
        "lognormal(5.7, 0.5)",
        "lognormal(5.7, 0.5, 1)",
    ),
    _swapped("prior without spread", SENT, ("Capital", "sd above 0"), "lognormal(5.7, 0.5)", "lognormal(5.7, 0)"),
    _swapped(
        "prior of a parameter in another unit",
        SENT,
        ("gamble.cover", "hour"),
        '0.5)", unit = "person"',
        '0.5)", unit = "hour"',
    ),
    _broken(
        "parameter of a mechanism left out",
        CROWD,
        "gamble.cover",
        add(CROWD, '[parameters]\n"gamble.cover" = { value = 3, unit = "person" }'),
    ),
    _swapped("start no time", CASE, ("start", "noon"), "2030-03-01T00:00", "noon"),
    _swapped("start on no day", CASE, ("start", "2030-02-30"), "2030-03-01T00:00", "2030-02-30T00:00"),
    _swapped("start without quotes", CASE, "start", '"2030-03-01T00:00"', "2030-03-01T00:00:00"),
    _swapped("start with a time zone", CASE, ("start", "time zone"), "2030-03-01T00:00", "2030-03-01T00:00+06:00"),
    _swapped("end with a time zone", CASE, ("end", "time zone"), "2030-03-05T00:00", "2030-03-05T00:00Z"),
    _swapped("end before start", CASE, "end", "2030-03-05", "2030-02-05"),
    _swapped("end at start", CASE, ("end", "0 hours"), "2030-03-05", "2030-03-01"),
    _swapped("episode of a century", CASE, "end", "2030-03-05", "2130-03-05"),
    _swapped(
        "event before the episode", TIMELINE, ("event[1].at", "2029-01-01"), "2030-03-01T09:00", "2029-01-01T09:00"
    ),
    _swapped(
        "event after the episode", TIMELINE, ("event[1].at", "2031-01-01"), "2030-03-01T09:00", "2031-01-01T09:00"
    ),
    _swapped(
        "event with a time zone", TIMELINE, ("event[1].at", "time zone"), "2030-03-01T09:00", "2030-03-01T09:00+01:00"
    ),
    _swapped("event at no time", TIMELINE, ("event[1].at", "morning"), "2030-03-01T09:00", "morning"),
    _swapped(
        "event of unknown precision",
        TIMELINE,
        ("event[1].precision", "minute"),
        'precision = "hour"',
        'precision = "minute"',
    ),
    _swapped("spark negative", TIMELINE, ("event[1].given", "-1"), "value = 1,", "value = -1,"),
    _swapped("spark of no duration", TIMELINE, ("event[1].given.duration", "0"), "value = 12", "value = 0"),
    _swapped(
        "spark lasting persons",
        TIMELINE,
        ("event[1].given.duration", "person"),
        'value = 12, unit = "hour"',
        'value = 12, unit = "person"',
    ),
    _swapped(
        "report after the episode", CLAIMS, ("claim[5].report.at", "2031"), "2030-03-02T20:00", "2031-03-02T20:00"
    ),
    _swapped(
        "report with a time zone", CLAIMS, ("claim[5].report.at", "time zone"), "2030-03-02T20:00", "2030-03-02T20:00Z"
    ),
    _swapped(
        "measure after the episode", CLUES, ("clue[3].measure.to", "2031"), "2030-03-04T00:00", "2031-03-04T00:00"
    ),
    _swapped("measure backwards in time", CLUES, "clue[3].measure.to", "2030-03-04T00:00", "2030-03-02T00:00"),
    _swapped("measure of no hour", CLUES, "clue[3].measure.to", "2030-03-04T00:00", "2030-03-03T00:00"),
    _swapped(
        "truth for a count",
        CLAIMS,
        ("claim[1].report", "'is'", "count"),
        'less_than = { value = 2000, unit = "person" }',
        "is = true",
    ),
    _swapped(
        "number for a truth",
        CLAIMS,
        ("claim[3].report", "'about'", "truth"),
        "is = true",
        'about = { value = 1, unit = "1" }',
    ),
    _swapped(
        "number for a time",
        CLAIMS,
        ("claim[5].report", "'more_than'", "time"),
        'at = "2030-03-02T20:00", within = { value = 6, unit = "hour" }',
        'more_than = { value = 6, unit = "hour" }',
    ),
    _swapped(
        "time for a share",
        CLAIMS,
        ("claim[4].report", "'at'", "share"),
        'about = { value = 0.33, unit = "1" }',
        'at = "2030-03-02T20:00"',
    ),
    _swapped(
        "range of a report reversed",
        CLAIMS,
        ("claim[2].report.between", "low"),
        'about = { value = 6000, unit = "person" }',
        'between = { low = 9000, high = 6000, unit = "person" }',
    ),
    _swapped(
        "range of a clue reversed",
        CLUES,
        ("clue[1].range", "100000"),
        "low = 10, high = 100000",
        "low = 100000, high = 10",
    ),
    _swapped("range of a clue from nothing", CLUES, ("clue[1].range", "0 "), "low = 10", "low = 0"),
    _swapped(
        "range of a clue left out",
        CLUES,
        ("clue[1].range", "missing"),
        'range = { low = 10, high = 100000, unit = "person" }\n',
        "",
    ),
    _swapped(
        "range of a clue in hours",
        CLUES,
        ("clue[1].range", "hour"),
        'high = 100000, unit = "person"',
        'high = 100000, unit = "hour"',
    ),
    _swapped(
        "share without a whole", CLUES, ("clue[3].measure", "whole"), 'over = ["crowd", "violent", "mobilised"], ', ""
    ),
    _swapped(
        "truth without a bound",
        CLUES,
        ("clue[2].kind", "holds"),
        ', holds = { below = { value = 0.5, unit = "1" } }',
        "",
    ),
    _swapped(
        "count with a bound",
        CLUES,
        ("clue[1].kind", "truth"),
        'take = "max" }',
        'take = "max", holds = { at_least = { value = 1, unit = "person" } } }',
    ),
    _swapped("time without first", CLUES, ("clue[4].kind", "first"), 'take = "first"', 'take = "max"'),
    _swapped("first without when", CLUES, ("clue[4].measure.when", "missing"), f", {WHEN}", ""),
    _swapped("kind unknown", CLUES, ("clue[1].kind", "number"), 'kind = "count"', 'kind = "number"'),
    _swapped("take unknown", CLUES, ("clue[1].measure.take", "largest"), 'take = "max"', 'take = "largest"'),
    _swapped(
        "across unknown",
        CLUES,
        ("clue[1].measure.across", "regions"),
        'take = "max"',
        'take = "max", across = "regions"',
    ),
    _swapped(
        "measure mixing units",
        CLUES,
        ("clue[1].measure.of", "units"),
        '["crowd", "violent", "mobilised"], take',
        '["crowd", "stormed"], take',
    ),
    _swapped(
        "measure mixing places and nation",
        CLUES,
        ("clue[1].measure.of", "national"),
        '["crowd", "violent", "mobilised"], take',
        '["police", "contingent"], take',
    ),
    _swapped(
        "measure of a flow",
        CLUES,
        ("clue[1].measure.of", "joins"),
        '["crowd", "violent", "mobilised"], take',
        '["joins"], take',
    ),
    _swapped("measure of nothing", CLUES, "clue[1].measure.of", '["crowd", "violent", "mobilised"], take', "[], take"),
    _swapped("measure in no place", CLUES, "clue[2].measure.places", 'places = ["Capital"]', "places = []"),
    _swapped(
        "bound in another unit",
        CLUES,
        ("clue[4].measure.when", "person"),
        'value = 1, unit = "building"',
        'value = 1, unit = "person"',
    ),
    _broken(
        "earlier without later",
        CLUES,
        ("clue[5].measure", "later"),
        clue("truth", f'measure.earlier = {{ of = ["stormed"], take = "first", {WHEN} }}'),
    ),
    _broken(
        "earlier and later that are no times",
        CLUES,
        ("clue[5].measure", "first"),
        clue("truth", 'measure.earlier.of = ["crowd"]\nmeasure.later.of = ["crowd"]'),
    ),
    _broken(
        "no such kind of across for a time",
        CLUES,
        "clue[5]",
        clue("time", f'measure = {{ of = ["stormed"], across = "places", take = "first", {WHEN} }}'),
    ),
]

#: Files: missing, empty, in another encoding, no TOML.
FILES = [
    *(
        _broken(f"{file} missing", file, "missing", gone(file))
        for file in (CASE, PLACES, TIMELINE, SOURCES, SPEAKERS, CLUES, CLAIMS)
    ),
    *(
        _broken(f"{file} empty", file, ("schema", "missing"), raw(file, b""))
        for file in (CASE, PLACES, TIMELINE, CROWD, SOURCES, SPEAKERS, CLUES, CLAIMS)
    ),
    *(
        _broken(f"{file} a directory", file, "directory", folded(file))
        for file in (CASE, PLACES, TIMELINE, CROWD, SOURCES, CLAIMS)
    ),
    *(_broken(f"{file} in UTF-16", file, "UTF-8", encoded(file, "utf-16")) for file in (CASE, CROWD, CLAIMS)),
    *(_broken(f"{file} in Latin-1", file, "UTF-8", encoded(file, "latin-1")) for file in (PLACES, TIMELINE, CLUES)),
    _broken("no bytes but zeros", PLACES, "TOML", raw(PLACES, b"\0" * 64)),
    _broken("a picture for a file", SPEAKERS, "UTF-8", raw(SPEAKERS, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")),
    _broken("a bracket left open", PLACES, ("TOML", "line 4"), raw(PLACES, b"schema = 1\n\n\n[[place]\n")),
    _swapped("a key twice", CASE, "TOML", "schema = 1", "schema = 1\nschema = 1"),
    _swapped("a quote left open", CLAIMS, "TOML", 'says = "No', "says = 'No"),
    _broken("JSON for TOML", TIMELINE, "TOML", raw(TIMELINE, b'{"schema": 1}')),
    _broken("accounts empty", "accounts/", "no account", both(gone(CROWD), gone(SENT))),
    _broken("accounts missing", "accounts/", "no account", drop_folder("accounts")),
    _broken("accounts a file", "accounts/", "no account", both(drop_folder("accounts"), raw("accounts", b""))),
    _broken("evidence missing", CLAIMS, "missing", drop_folder("evidence")),
    _broken("evidence a file", CLAIMS, "", both(drop_folder("evidence"), raw("evidence", b""))),
    _broken("outlines no JSON", "outlines.json", "can't be read", raw("outlines.json", b"[[")),
    _broken("outlines without units", "outlines.json", "units", raw("outlines.json", b"{}")),
    _broken("outlines in another encoding", "outlines.json", "can't be read", raw("outlines.json", b"\xff\xfe")),
    _broken("outlines of another shape", "outlines.json", "", raw("outlines.json", b'{"units": [1, 2]}')),
    _broken("outlines nested too deeply", "outlines.json", "can't be read", raw("outlines.json", b"[" * 100_000)),
]

ALL = [*NUMBERS, *KEYS, *TYPOS, *SENSE, *FILES]
