"""Ways to break the toy case: what is changed, which file is to blame, and what has to be said about it."""

from __future__ import annotations

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


HARBOUR = "population = { value = 200000"
WHEN = "when = { at_least = { value = 1, unit = \"building\" } }"

#: Units, numbers, types.
NUMBERS = [
    _broken("unit unknown", PLACES, ("persns", "did you mean 'person'"), swap(PLACES, 'unit = "person"', 'unit = "persns"')),
    _broken("unit of another kind", PLACES, ("place[1].population", "hour", "person"), swap(PLACES, 'unit = "person"', 'unit = "hour"')),
    _broken("unit missing", PLACES, ("place[1].population.unit", "missing"), swap(PLACES, ', unit = "person"', "")),
    _broken("unit a number", PLACES, "place[1].population.unit", swap(PLACES, 'unit = "person"', "unit = 3")),
    _broken("unit of an angle", PLACES, ("place[1].latitude", "km"), swap(PLACES, 'unit = "degree"', 'unit = "km"')),
    _broken("unit of a rate", CASE, ("readiness[1].pace", "1/hour", "person"), swap(CASE, '"1/hour"', '"person"')),
    _broken("unit beyond all numbers", PLACES, "thousand_person^40", swap(PLACES, 'unit = "person"', 'unit = "thousand_person^40/person^39"')),
    _broken("people negative", PLACES, ("place[1].population", "-5"), swap(PLACES, "200000", "-5")),
    _broken("people none", PLACES, ("place[1].population", "0 "), swap(PLACES, "200000", "0")),
    _broken("people fractional", PLACES, ("place[1].population", "1000.5"), swap(PLACES, "200000", "1000.5")),
    _broken("people nan", PLACES, ("place[1].population", "nan"), swap(PLACES, "200000", "nan")),
    _broken("people infinite", PLACES, ("place[1].population", "inf"), swap(PLACES, "200000", "inf")),
    _broken("people minus infinite", PLACES, ("place[1].population", "-inf"), swap(PLACES, "200000", "-inf")),
    _broken("people beyond number", PLACES, ("place[1].population", "1e+300"), swap(PLACES, "200000", "1e300")),
    _broken("people beyond float", PLACES, "place[1].population", swap(PLACES, "200000", "1" + "0" * 400)),
    _broken("people of 5000 digits", PLACES, "digits", swap(PLACES, "200000", "1" + "0" * 5000)),
    _broken("people too many after conversion", PLACES, ("place[1].population", "too large"), swap(PLACES, '200000, unit = "person"', '1e12, unit = "thousand_person"')),
    _broken("people a truth value", PLACES, ("place[1].population", "True"), swap(PLACES, "200000", "true")),
    _broken("people a string", PLACES, ("place[1].population", "'200000'"), swap(PLACES, "200000", '"200000"')),
    _broken("people a bare number", PLACES, ("place[1].population", "200000"), swap(PLACES, '{ value = 200000, unit = "person" }', "200000")),
    _broken("people a list", PLACES, "place[1].population", swap(PLACES, '{ value = 200000, unit = "person" }', "[200000]")),
    _broken("people a date", PLACES, "place[1].population", swap(PLACES, "200000", "2030-03-01")),
    _broken("latitude beyond the pole", PLACES, ("place[1].latitude", "91"), swap(PLACES, "43.6", "91")),
    _broken("latitude beyond the south pole", PLACES, ("place[1].latitude", "-91"), swap(PLACES, "43.6", "-91")),
    _broken("longitude beyond the world", PLACES, ("place[1].longitude", "181"), swap(PLACES, "51.2", "181")),
    _broken("police negative", PLACES, ("place[1].police", "-1"), swap(PLACES, "value = 700", "value = -1")),
    _broken("fear above its range", PLACES, ("place[1].fear", "2"), swap(PLACES, "exposure = { value = 0.9", "fear = { value = 2")),
    _broken("level above its range", SENT, ("rival_hold.Capital", "1.9"), swap(SENT, "value = 0.9", "value = 1.9")),
    _broken("level below its range", CASE, ("begin.guard_reserve.nation", "-1000"), swap(CASE, "value = 1000", "value = -1000")),
    _broken("pace negative", CASE, ("readiness[1].pace", "-0.2"), swap(CASE, "value = 0.2", "value = -0.2")),
    _broken("shares leave nobody", CASE, "readiness", swap(CASE, "value = 0.004", "value = 1.5")),
    _broken("share negative", CASE, ("readiness[1].share", "-0.1"), swap(CASE, "value = 0.004", "value = -0.1")),
    _broken("trust above one", SPEAKERS, ("speaker[1].trust", "1.5"), swap(SPEAKERS, "value = 0.6", "value = 1.5")),
    _broken("trust negative", SPEAKERS, ("speaker[1].trust", "-0.5"), swap(SPEAKERS, "value = 0.6", "value = -0.5")),
    _broken("trust a string", SPEAKERS, ("speaker[1].trust", "'high'"), swap(SPEAKERS, "value = 0.6", 'value = "high"')),
    _broken("trust in persons", SPEAKERS, ("speaker[1].trust", "person"), swap(SPEAKERS, 'value = 0.6, unit = "1"', 'value = 0.6, unit = "person"')),
    _broken("weight negative", CROWD, ("weight", "-1"), swap(CROWD, "schema = 1", 'schema = 1\nweight = { value = -1, unit = "1" }')),
    _broken("no account has weight", "accounts/", "weight", both(*(swap(f, "schema = 1", 'schema = 1\nweight = { value = 0, unit = "1" }') for f in (CROWD, SENT)))),
    _broken("paragraph a string", CLAIMS, ("claim[1].paragraph", "'2'"), swap(CLAIMS, "paragraph = 2", 'paragraph = "2"')),
    _broken("paragraph a fraction", CLAIMS, ("claim[1].paragraph", "2.5"), swap(CLAIMS, "paragraph = 2", "paragraph = 2.5")),
    _broken("paragraph a truth value", CLAIMS, ("claim[1].paragraph", "True"), swap(CLAIMS, "paragraph = 2", "paragraph = true")),
    _broken("paragraph beyond the source", CLAIMS, ("claim[1].paragraph", "¶2"), swap(SOURCES, 'kind = "gazette"', 'kind = "gazette"\nparagraphs = 1')),
    _broken("year a string", SOURCES, ("source[1].year", "'2030'"), swap(SOURCES, "year = 2030", 'year = "2030"')),
    _broken("factor below one", CLAIMS, ("factor", "0.5"), swap(CLAIMS, "factor = 2", "factor = 0.5")),
    _broken("factor not a number", CLAIMS, ("factor", "nan"), swap(CLAIMS, "factor = 2", "factor = nan")),
    _broken("would_say one", CLAIMS, "would_say", swap(CLAIMS, "would_say = 0.7", "would_say = 1")),
    _broken("would_say a truth value", CLAIMS, "would_say", swap(CLAIMS, "would_say = 0.7", "would_say = true")),
    _broken("within nothing", CLAIMS, ("within", "0"), swap(CLAIMS, "value = 6, unit", "value = 0, unit")),
    _broken("within in persons", CLAIMS, ("within", "person", "hour"), swap(CLAIMS, 'value = 6, unit = "hour"', 'value = 6, unit = "person"')),
    _broken("report negative", CLAIMS, ("claim[2].report", "-6000"), swap(CLAIMS, "value = 6000", "value = -6000")),
    _broken("report of zero", CLAIMS, ("claim[2].report", "above 0"), swap(CLAIMS, "value = 6000", "value = 0")),
    _broken("report in hours", CLAIMS, ("claim[2].report", "hour", "person"), swap(CLAIMS, 'value = 6000, unit = "person"', 'value = 6000, unit = "hour"')),
]  # fmt: skip

#: Keys: missing, misspelt, too many.
KEYS = [
    _broken("key missing in case", CASE, ("seat", "missing"), swap(CASE, 'seat = "Capital"', "")),
    _broken("key missing in place", PLACES, ("place[1].region", "missing"), swap(PLACES, 'region = "Coast"', "")),
    _broken("key missing in account", CROWD, ("mechanisms", "missing"), swap(CROWD, "mechanisms = [", "told = [")),
    _broken("key missing in clue", CLUES, ("clue[1].kind", "missing"), swap(CLUES, 'kind = "count"', "")),
    _broken("key missing in measure", CLUES, ("clue[2].measure.of", "missing"), swap(CLUES, 'of = ["police"], ', "")),
    _broken("key missing in claim", CLAIMS, ("claim[1].speaker", "missing"), swap(CLAIMS, 'speaker = "government"', "")),
    _broken("key missing in source", SOURCES, ("source[1].interest", "missing"), swap(SOURCES, "interest = \"The government's paper: orderly streets, guilty crowds.\"", "")),
    _broken("schema missing", CASE, ("schema", "missing"), swap(CASE, "schema = 1", "")),
    _broken("schema of tomorrow", CASE, ("schema", "2"), swap(CASE, "schema = 1", "schema = 2")),
    _broken("schema of tomorrow in claims", CLAIMS, ("schema", "2"), swap(CLAIMS, "schema = 1", "schema = 2")),
    _broken("schema a string", PLACES, ("schema", "'1'"), swap(PLACES, "schema = 1", 'schema = "1"')),
    _broken("schema true", PLACES, ("schema", "True"), swap(PLACES, "schema = 1", "schema = true")),
    _broken("places left out", PLACES, "place", raw(PLACES, b"schema = 1\n")),
    _broken("places an empty list", PLACES, "place", raw(PLACES, b"schema = 1\nplace = []\n")),
    _broken("places a table", PLACES, "place", raw(PLACES, b"schema = 1\n[place]\nname = 'x'\n")),
    _broken("readiness left out", CASE, "readiness", swap(CASE, "[[readiness]]", "[[begin.readiness]]")),
    _broken("share of the last class", CASE, ("readiness[3].share", "rest"), swap(CASE, 'name = "others"', 'name = "others"\nshare = { value = 0.5, unit = "1" }')),
    _broken("share of the first class missing", CASE, "readiness[1].share", swap(CASE, 'share = { value = 0.004, unit = "1" }', "")),
    _broken("nine classes of readiness", CASE, "readiness", add(CASE, '[[readiness]]\nname = "x"\nthreshold = { value = 9, unit = "logit" }\npace = { value = 0, unit = "1/hour" }\n' * 7)),
    _broken("mechanisms empty", CROWD, "mechanisms", swap(CROWD, 'mechanisms = ["price_shock", "grievance", "contagion", "fatigue_and_fear", "backlash", "policing", "armouries"]', "mechanisms = []")),
    _broken("name empty", CASE, "name", swap(CASE, 'name = "toy"', 'name = ""')),
    _broken("name of a place too long", PLACES, "place[1].name", swap(PLACES, '"Harbour"', f'"{"H" * 200}"')),
    _broken("value and prior", SENT, ("Capital", "value", "prior"), swap(SENT, "value = 0.9", 'value = 0.9, why = "x", prior = "beta(1, 1)"')),
    _broken("neither value nor prior", SENT, ("rival_hold", "value", "prior"), swap(SENT, "value = 0.9, ", "")),
    _broken("prior without a reason", SENT, ("begin.members.Capital", "why"), swap(SENT, ', why = "some 300 men, says the pamphlet"', "")),
    _broken("prior with a blank reason", SENT, ("begin.members.Capital", "why"), swap(SENT, 'why = "some 300 men, says the pamphlet"', 'why = "  "')),
    _broken("clue and undecided", CLAIMS, ("claim[1]", "undecided"), swap(CLAIMS, 'clue = "largest-crowd"', 'clue = "largest-crowd"\nundecided = "x"')),
    _broken("neither clue nor undecided", CLAIMS, ("claim[6]", "undecided"), swap(CLAIMS, 'undecided = "a motive leaves no trace that this model counts"', "")),
    _broken("claim on a clue without report", CLAIMS, ("claim[3]", "report"), swap(CLAIMS, "report = { is = true }\nwould_say = 0.7", "would_say = 0.7")),
    _broken("two reports in one", CLAIMS, ("claim[3].report", "exactly one"), swap(CLAIMS, "{ is = true }", '{ is = true, at = "2030-03-02T20:00" }')),
    _broken("no report in the report", CLAIMS, ("claim[3].report", "exactly one"), swap(CLAIMS, "{ is = true }", "{}")),
    _broken("bound with both ends", CLUES, ("clue[2].measure.holds", "either"), swap(CLUES, 'below = { value = 0.5, unit = "1" }', 'below = { value = 0.5, unit = "1" }, at_least = { value = 0.1, unit = "1" }')),
    _broken("bound without an end", CLUES, ("clue[2].measure.holds", "either"), swap(CLUES, 'below = { value = 0.5, unit = "1" }', "")),
    _broken("deep nesting of tables", CLUES, "", clue("truth", "measure." + "earlier." * 6000 + 'of = ["crowd"]')),
    _broken("deep nesting of brackets", CLUES, "", clue("truth", "measure = " + "[" * 6000 + "]" * 6000)),
    _broken("deep nesting of measures", CLUES, "clue[5]", clue("truth", "measure = " + "{ earlier = " * 100 + '{ of = ["crowd"] }' + " }" * 100)),
]  # fmt: skip

#: Misspelt keys and names: the problem names the nearest that would be right.
TYPOS = [
    _broken("typo in a key of case", CASE, ("sumary", "did you mean 'summary'"), swap(CASE, "summary", "sumary")),
    _broken("typo in a key of place", PLACES, ("place[1].latitude", "missing"), swap(PLACES, "latitude", "latitud")),
    _broken("typo in a quantity of place", PLACES, ("polise", "did you mean 'police'"), swap(PLACES, "police", "polise")),
    _broken("typo in a key of an amount", PLACES, ("valeu", "did you mean 'value'"), swap(PLACES, HARBOUR, HARBOUR.replace("value", "valeu"))),
    _broken("typo in a key of a level of place", PLACES, ("exposure.valeu", "did you mean 'value'"), swap(PLACES, "{ value = 0.9", "{ valeu = 0.9")),
    _broken("typo in a key of a level of case", CASE, ("guard_reserve.nation.valeu", "did you mean 'value'"), swap(CASE, "{ value = 1000", "{ valeu = 1000")),
    _broken("typo in a key of a parameter", SENT, ("gamble.cover", "prioor", "did you mean 'prior'"), swap(SENT, "{ prior", "{ prioor")),
    _broken("typo in a key of readiness", CASE, ("treshold", "did you mean 'threshold'"), swap(CASE, "threshold =", "treshold =")),
    _broken("typo in a key of account", CROWD, ("mecanisms", "did you mean 'mechanisms'"), swap(CROWD, "mechanisms", "mecanisms")),
    _broken("typo in a key of event", TIMELINE, ("precison", "did you mean 'precision'"), swap(TIMELINE, "precision", "precison")),
    _broken("typo in a key of given", TIMELINE, ("quantty", "did you mean 'quantity'"), swap(TIMELINE, "{ quantity", "{ quantty")),
    _broken("typo in a key of source", SOURCES, ("tittle", "did you mean 'title'"), swap(SOURCES, "title", "tittle")),
    _broken("typo in a key of none", SOURCES, ("resaon", "did you mean 'reason'"), add(SOURCES, '[[source.none]]\nparagraph = 1\nresaon = "x"')),
    _broken("typo in a key of speaker", SPEAKERS, ("rol", "did you mean 'role'"), swap(SPEAKERS, "role", "rol")),
    _broken("typo in a key of clue", CLUES, ("questoin", "did you mean 'question'"), swap(CLUES, "question", "questoin")),
    _broken("typo in a key of measure", CLUES, ("tak", "did you mean 'take'"), swap(CLUES, "take", "tak")),
    _broken("typo in a key of a measure in a measure", CLUES, ("earlier.tak", "did you mean 'take'"), clue("truth", 'measure.earlier = { of = ["crowd"], tak = "first" }')),
    _broken("typo in a key of range", CLUES, ("hihg", "did you mean 'high'"), swap(CLUES, "high", "hihg")),
    _broken("typo in a key of bound", CLUES, ("at_last", "did you mean 'at_least'"), swap(CLUES, "at_least", "at_last")),
    _broken("typo in a key of claim", CLAIMS, ("speeker", "did you mean 'speaker'"), swap(CLAIMS, "speaker", "speeker")),
    _broken("typo in a key of report", CLAIMS, ("les_than", "did you mean 'less_than'"), swap(CLAIMS, "less_than", "les_than")),
    _broken("typo in seat", CASE, ("Captial", "did you mean 'Capital'"), swap(CASE, '"Capital"', '"Captial"')),
    _broken("typo in a quantity of case", CASE, ("guard_reserv", "did you mean 'guard_reserve'"), swap(CASE, "guard_reserve", "guard_reserv")),
    _broken("typo in nation", CASE, ("natoin", "did you mean 'nation'"), swap(CASE, "nation =", "natoin =")),
    _broken("typo in a place of account", SENT, ("Capitol", "did you mean 'Capital'"), swap(SENT, "Capital = { prior", "Capitol = { prior")),
    _broken("typo in a mechanism", SENT, ("hijak", "did you mean 'hijack'"), swap(SENT, '"hijack"', '"hijak"')),
    _broken("typo in the mechanism of a parameter", SENT, ("gambl.cover", "did you mean 'gamble.cover'"), swap(SENT, "gamble.cover", "gambl.cover")),
    _broken("typo in a parameter", SENT, ("gamble.covr", "did you mean 'gamble.cover'"), swap(SENT, "gamble.cover", "gamble.covr")),
    _broken("typo in a prior", SENT, ("lognorml", "did you mean 'lognormal'"), swap(SENT, "lognormal", "lognorml")),
    _broken("typo in a source of account", SENT, ("pamflet", "did you mean 'pamphlet'"), swap(SENT, '"pamphlet"', '"pamflet"')),
    _broken("typo in a source of event", TIMELINE, ("gazete", "did you mean 'gazette'"), swap(TIMELINE, '"gazette"', '"gazete"')),
    _broken("typo in a speaker of event", TIMELINE, ("goverment", "did you mean 'government'"), swap(TIMELINE, "paragraph = 1", 'paragraph = 1\nspeaker = "goverment"')),
    _broken("typo in a place of event", TIMELINE, ("Harbor", "did you mean 'Harbour'"), swap(TIMELINE, 'place = "Harbour"\n', 'place = "Harbor"\n')),
    _broken("typo in a place given", TIMELINE, ("Harbor", "did you mean 'Harbour'"), swap(TIMELINE, 'place = "Harbour",', 'place = "Harbor",')),
    _broken("typo in a quantity given", TIMELINE, ("sparkk", "did you mean 'spark'"), swap(TIMELINE, '"spark"', '"sparkk"')),
    _broken("typo in a quantity of measure", CLUES, ("clue[2].measure.of[1]", "polic", "did you mean 'police'"), swap(CLUES, '["police"]', '["polic"]')),
    _broken("typo in a quantity of over", CLUES, ("over[1]", "crwd", "did you mean 'crowd'"), swap(CLUES, 'over = ["crowd"', 'over = ["crwd"')),
    _broken("typo in a place of measure", CLUES, ("Capitol", "did you mean 'Capital'"), swap(CLUES, '["Capital"]', '["Capitol"]')),
    _broken("typo in a clue of claim", CLAIMS, ("largest-crwd", "did you mean 'largest-crowd'"), swap(CLAIMS, '"largest-crowd"', '"largest-crwd"')),
    _broken("typo in a speaker of claim", CLAIMS, ("goverment", "did you mean 'government'"), swap(CLAIMS, '"government"', '"goverment"')),
    _broken("typo in a source of claim", CLAIMS, ("gazete", "did you mean 'gazette'"), swap(CLAIMS, '"gazette"', '"gazete"')),
    _broken("typo in a place of claim", CLAIMS, ("Mien", "did you mean 'Mine'"), claim(rest='undecided = "x"\nplaces = ["Mien"]')),
    _broken("typo in same_as", CLAIMS, ("motiv", "did you mean 'motive'"), claim(rest='undecided = "x"\nsame_as = "motiv"')),
]  # fmt: skip

#: Names that are nothing's, twice there, or in a circle; times; measures that make no sense.
SENSE = [
    _broken("a given of a quantity that is no input", TIMELINE, ("crowd", "spark"), swap(TIMELINE, '"spark"', '"crowd"')),
    _broken("a level of a flow", CASE, "joins", swap(CASE, "begin.guard_reserve", "begin.joins")),
    _broken("a level of the population", CASE, "population", swap(CASE, "begin.guard_reserve", "begin.population")),
    _broken("a national level by place", CASE, ("Capital", "nation"), swap(CASE, "nation =", "Capital =")),
    _broken("a level by place for the nation", SENT, ("rival_hold", "nation"), swap(SENT, "Capital = { value", "nation = { value")),
    _broken("a national quantity in a place", PLACES, "bargain", swap(PLACES, "exposure =", "bargain =")),
    _broken("place twice", PLACES, ("place[3].name", "Capital"), swap(PLACES, '"Mine"', '"Capital"')),
    _broken("place called nation", PLACES, "nation", swap(PLACES, '"Harbour"', '"nation"')),
    _broken("place called everywhere", PLACES, "everywhere", swap(PLACES, '"Harbour"', '"everywhere"')),
    _broken("class twice", CASE, ("readiness[3].name", "core"), swap(CASE, '"others"', '"core"')),
    _broken("mechanism twice", CROWD, "policing", swap(CROWD, '"armouries"', '"policing"')),
    _broken("account called otherwise than its file", CROWD, ("name", "'mob'"), swap(CROWD, '"crowd"', '"mob"')),
    _broken("two accounts of one name", SENT, ("name", "'crowd'"), swap(SENT, '"sent"', '"crowd"')),
    _broken("account called as none-of-these", "accounts/none-of-these.toml", "none-of-these", both(swap(CROWD, '"crowd"', '"none-of-these"'), lambda folder: (folder / CROWD).rename(folder / "accounts/none-of-these.toml") and None)),
    _broken("source twice", SOURCES, ("source[3]", "gazette"), again(SOURCES)),
    _broken("speaker twice", SPEAKERS, ("speaker[3]", "government"), again(SPEAKERS)),
    _broken("clue twice", CLUES, ("clue[2]", "largest-crowd"), swap(CLUES, '"police-gone"', '"largest-crowd"')),
    _broken("claim twice", CLAIMS, ("claim[7]", "motive"), claim("motive")),
    _broken("claim a copy of itself", CLAIMS, ("claim[7].same_as", "again"), claim(rest='undecided = "x"\nsame_as = "again"')),
    _broken("claims copies of each other", CLAIMS, "same_as", both(claim("one", 'undecided = "x"\nsame_as = "two"'), claim("two", 'undecided = "x"\nsame_as = "one"'))),
    _broken("three claims copied in a circle", CLAIMS, "same_as", both(*(claim(a, f'undecided = "x"\nsame_as = "{b}"') for a, b in ("xy", "yz", "zx")))),
    _broken("copy of a claim on another clue", CLAIMS, ("claim[7].same_as", "police-opposition"), claim(rest='clue = "largest-crowd"\nreport = { about = { value = 6000, unit = "person" } }\nsame_as = "police-opposition"')),
    _broken("prior out of the range", SENT, ("Capital", "normal(-5, 1)"), swap(SENT, "lognormal(5.7, 0.5)", "normal(-5, 1)")),
    _broken("prior above the range", SENT, ("Capital", "normal(5, 1)"), swap(SENT, "value = 0.9", 'why = "x", prior = "normal(5, 1)"')),
    _broken("prior beyond all numbers", SENT, ("Capital", "lognormal(1000, 1)"), swap(SENT, "lognormal(5.7, 0.5)", "lognormal(1000, 1)")),
    _broken("prior with a number too many", SENT, ("Capital", "takes 2 numbers"), swap(SENT, "lognormal(5.7, 0.5)", "lognormal(5.7, 0.5, 1)")),
    _broken("prior without spread", SENT, ("Capital", "sd above 0"), swap(SENT, "lognormal(5.7, 0.5)", "lognormal(5.7, 0)")),
    _broken("prior of a parameter in another unit", SENT, ("gamble.cover", "hour"), swap(SENT, '0.5)", unit = "person"', '0.5)", unit = "hour"')),
    _broken("parameter of a mechanism left out", CROWD, "gamble.cover", add(CROWD, '[parameters]\n"gamble.cover" = { value = 3, unit = "person" }')),
    _broken("start no time", CASE, ("start", "noon"), swap(CASE, "2030-03-01T00:00", "noon")),
    _broken("start on no day", CASE, ("start", "2030-02-30"), swap(CASE, "2030-03-01T00:00", "2030-02-30T00:00")),
    _broken("start without quotes", CASE, "start", swap(CASE, '"2030-03-01T00:00"', "2030-03-01T00:00:00")),
    _broken("start with a time zone", CASE, ("start", "time zone"), swap(CASE, "2030-03-01T00:00", "2030-03-01T00:00+06:00")),
    _broken("end with a time zone", CASE, ("end", "time zone"), swap(CASE, "2030-03-05T00:00", "2030-03-05T00:00Z")),
    _broken("end before start", CASE, "end", swap(CASE, "2030-03-05", "2030-02-05")),
    _broken("end at start", CASE, ("end", "0 hours"), swap(CASE, "2030-03-05", "2030-03-01")),
    _broken("episode of a century", CASE, "end", swap(CASE, "2030-03-05", "2130-03-05")),
    _broken("event before the episode", TIMELINE, ("event[1].at", "2029-01-01"), swap(TIMELINE, "2030-03-01T09:00", "2029-01-01T09:00")),
    _broken("event after the episode", TIMELINE, ("event[1].at", "2031-01-01"), swap(TIMELINE, "2030-03-01T09:00", "2031-01-01T09:00")),
    _broken("event with a time zone", TIMELINE, ("event[1].at", "time zone"), swap(TIMELINE, "2030-03-01T09:00", "2030-03-01T09:00+01:00")),
    _broken("event at no time", TIMELINE, ("event[1].at", "morning"), swap(TIMELINE, "2030-03-01T09:00", "morning")),
    _broken("event of unknown precision", TIMELINE, ("event[1].precision", "minute"), swap(TIMELINE, 'precision = "hour"', 'precision = "minute"')),
    _broken("spark negative", TIMELINE, ("event[1].given", "-1"), swap(TIMELINE, "value = 1,", "value = -1,")),
    _broken("spark of no duration", TIMELINE, ("event[1].given.duration", "0"), swap(TIMELINE, "value = 12", "value = 0")),
    _broken("spark lasting persons", TIMELINE, ("event[1].given.duration", "person"), swap(TIMELINE, 'value = 12, unit = "hour"', 'value = 12, unit = "person"')),
    _broken("report after the episode", CLAIMS, ("claim[5].report.at", "2031"), swap(CLAIMS, "2030-03-02T20:00", "2031-03-02T20:00")),
    _broken("report with a time zone", CLAIMS, ("claim[5].report.at", "time zone"), swap(CLAIMS, "2030-03-02T20:00", "2030-03-02T20:00Z")),
    _broken("measure after the episode", CLUES, ("clue[3].measure.to", "2031"), swap(CLUES, "2030-03-04T00:00", "2031-03-04T00:00")),
    _broken("measure backwards in time", CLUES, "clue[3].measure.to", swap(CLUES, "2030-03-04T00:00", "2030-03-02T00:00")),
    _broken("measure of no hour", CLUES, "clue[3].measure.to", swap(CLUES, "2030-03-04T00:00", "2030-03-03T00:00")),
    _broken("truth for a count", CLAIMS, ("claim[1].report", "'is'", "count"), swap(CLAIMS, 'less_than = { value = 2000, unit = "person" }', "is = true")),
    _broken("number for a truth", CLAIMS, ("claim[3].report", "'about'", "truth"), swap(CLAIMS, "is = true", 'about = { value = 1, unit = "1" }')),
    _broken("number for a time", CLAIMS, ("claim[5].report", "'more_than'", "time"), swap(CLAIMS, 'at = "2030-03-02T20:00", within = { value = 6, unit = "hour" }', 'more_than = { value = 6, unit = "hour" }')),
    _broken("time for a share", CLAIMS, ("claim[4].report", "'at'", "share"), swap(CLAIMS, 'about = { value = 0.33, unit = "1" }', 'at = "2030-03-02T20:00"')),
    _broken("range of a report reversed", CLAIMS, ("claim[2].report.between", "low"), swap(CLAIMS, 'about = { value = 6000, unit = "person" }', 'between = { low = 9000, high = 6000, unit = "person" }')),
    _broken("range of a clue reversed", CLUES, ("clue[1].range", "100000"), swap(CLUES, "low = 10, high = 100000", "low = 100000, high = 10")),
    _broken("range of a clue from nothing", CLUES, ("clue[1].range", "0 "), swap(CLUES, "low = 10", "low = 0")),
    _broken("range of a clue left out", CLUES, ("clue[1].range", "missing"), swap(CLUES, 'range = { low = 10, high = 100000, unit = "person" }\n', "")),
    _broken("range of a clue in hours", CLUES, ("clue[1].range", "hour"), swap(CLUES, 'high = 100000, unit = "person"', 'high = 100000, unit = "hour"')),
    _broken("share without a whole", CLUES, ("clue[3].measure", "whole"), swap(CLUES, 'over = ["crowd", "violent", "mobilised"], ', "")),
    _broken("truth without a bound", CLUES, ("clue[2].kind", "holds"), swap(CLUES, ', holds = { below = { value = 0.5, unit = "1" } }', "")),
    _broken("count with a bound", CLUES, ("clue[1].kind", "truth"), swap(CLUES, 'take = "max" }', 'take = "max", holds = { at_least = { value = 1, unit = "person" } } }')),
    _broken("time without first", CLUES, ("clue[4].kind", "first"), swap(CLUES, 'take = "first"', 'take = "max"')),
    _broken("first without when", CLUES, ("clue[4].measure.when", "missing"), swap(CLUES, f", {WHEN}", "")),
    _broken("kind unknown", CLUES, ("clue[1].kind", "number"), swap(CLUES, 'kind = "count"', 'kind = "number"')),
    _broken("take unknown", CLUES, ("clue[1].measure.take", "largest"), swap(CLUES, 'take = "max"', 'take = "largest"')),
    _broken("across unknown", CLUES, ("clue[1].measure.across", "regions"), swap(CLUES, 'take = "max"', 'take = "max", across = "regions"')),
    _broken("measure mixing units", CLUES, ("clue[1].measure.of", "units"), swap(CLUES, '["crowd", "violent", "mobilised"], take', '["crowd", "stormed"], take')),
    _broken("measure mixing places and nation", CLUES, ("clue[1].measure.of", "national"), swap(CLUES, '["crowd", "violent", "mobilised"], take', '["police", "contingent"], take')),
    _broken("measure of a flow", CLUES, ("clue[1].measure.of", "joins"), swap(CLUES, '["crowd", "violent", "mobilised"], take', '["joins"], take')),
    _broken("measure of nothing", CLUES, "clue[1].measure.of", swap(CLUES, '["crowd", "violent", "mobilised"], take', "[], take")),
    _broken("measure in no place", CLUES, "clue[2].measure.places", swap(CLUES, 'places = ["Capital"]', "places = []")),
    _broken("bound in another unit", CLUES, ("clue[4].measure.when", "person"), swap(CLUES, 'value = 1, unit = "building"', 'value = 1, unit = "person"')),
    _broken("earlier without later", CLUES, ("clue[5].measure", "later"), clue("truth", f'measure.earlier = {{ of = ["stormed"], take = "first", {WHEN} }}')),
    _broken("earlier and later that are no times", CLUES, ("clue[5].measure", "first"), clue("truth", 'measure.earlier.of = ["crowd"]\nmeasure.later.of = ["crowd"]')),
    _broken("no such kind of across for a time", CLUES, "clue[5]", clue("time", f'measure = {{ of = ["stormed"], across = "places", take = "first", {WHEN} }}')),
]  # fmt: skip

#: Files: missing, empty, in another encoding, no TOML.
FILES = [
    *(_broken(f"{file} missing", file, "missing", gone(file)) for file in (CASE, PLACES, TIMELINE, SOURCES, SPEAKERS, CLUES, CLAIMS)),
    *(_broken(f"{file} empty", file, ("schema", "missing"), raw(file, b"")) for file in (CASE, PLACES, TIMELINE, CROWD, SOURCES, SPEAKERS, CLUES, CLAIMS)),
    *(_broken(f"{file} a directory", file, "directory", folded(file)) for file in (CASE, PLACES, TIMELINE, CROWD, SOURCES, CLAIMS)),
    *(_broken(f"{file} in UTF-16", file, "UTF-8", encoded(file, "utf-16")) for file in (CASE, CROWD, CLAIMS)),
    *(_broken(f"{file} in Latin-1", file, "UTF-8", encoded(file, "latin-1")) for file in (PLACES, TIMELINE, CLUES)),
    _broken("no bytes but zeros", PLACES, "TOML", raw(PLACES, b"\0" * 64)),
    _broken("a picture for a file", SPEAKERS, "UTF-8", raw(SPEAKERS, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")),
    _broken("a bracket left open", PLACES, ("TOML", "line 4"), raw(PLACES, b"schema = 1\n\n\n[[place]\n")),
    _broken("a key twice", CASE, "TOML", swap(CASE, "schema = 1", "schema = 1\nschema = 1")),
    _broken("a quote left open", CLAIMS, "TOML", swap(CLAIMS, 'says = "No', "says = 'No")),
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
]  # fmt: skip

ALL = [*NUMBERS, *KEYS, *TYPOS, *SENSE, *FILES]
