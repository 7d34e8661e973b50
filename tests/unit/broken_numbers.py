"""Cases with units, numbers, types or keys that are wrong."""

from __future__ import annotations

from breaking import (
    CASE,
    CLAIMS,
    CLUES,
    CROWD,
    PLACES,
    SENT,
    SOURCES,
    SPEAKERS,
    add,
    both,
    broken,
    clue,
    emptied,
    raw,
    swap,
    swapped,
)

SOME_CLASS = """
[[readiness]]
name = "x"
threshold = { value = 9, unit = "logit" }
pace = { value = 0, unit = "1/hour" }
"""

#: Units, numbers, types.
NUMBERS = [
    swapped("unit unknown", PLACES, ("persns", "did you mean 'person'"), 'unit = "person"', 'unit = "persns"'),
    swapped(
        "unit of another kind", PLACES, ("place[1].population", "hour", "person"), 'unit = "person"', 'unit = "hour"'
    ),
    swapped("unit missing", PLACES, ("place[1].population.unit", "missing"), ', unit = "person"', ""),
    swapped("unit a number", PLACES, "place[1].population.unit", 'unit = "person"', "unit = 3"),
    swapped("unit of an angle", PLACES, ("place[1].latitude", "km"), 'unit = "degree"', 'unit = "km"'),
    swapped("unit of a rate", CASE, ("readiness[1].pace", "1/hour", "person"), '"1/hour"', '"person"'),
    swapped(
        "unit beyond all numbers",
        PLACES,
        "thousand_person^40",
        'unit = "person"',
        'unit = "thousand_person^40/person^39"',
    ),
    swapped("people negative", PLACES, ("place[1].population", "-5"), "200000", "-5"),
    swapped("people none", PLACES, ("place[1].population", "0 "), "200000", "0"),
    swapped("people fractional", PLACES, ("place[1].population", "1000.5"), "200000", "1000.5"),
    swapped("people nan", PLACES, ("place[1].population", "nan"), "200000", "nan"),
    swapped("people infinite", PLACES, ("place[1].population", "inf"), "200000", "inf"),
    swapped("people minus infinite", PLACES, ("place[1].population", "-inf"), "200000", "-inf"),
    swapped("people beyond number", PLACES, ("place[1].population", "1e+300"), "200000", "1e300"),
    swapped("people beyond float", PLACES, "place[1].population", "200000", "1" + "0" * 400),
    swapped("people of 5000 digits", PLACES, "digits", "200000", "1" + "0" * 5000),
    swapped(
        "people too many after conversion",
        PLACES,
        ("place[1].population", "too large"),
        '200000, unit = "person"',
        '1e12, unit = "thousand_person"',
    ),
    swapped("people a truth value", PLACES, ("place[1].population", "True"), "200000", "true"),
    swapped("people a string", PLACES, ("place[1].population", "'200000'"), "200000", '"200000"'),
    swapped(
        "people a bare number",
        PLACES,
        ("place[1].population", "200000"),
        '{ value = 200000, unit = "person" }',
        "200000",
    ),
    swapped("people a list", PLACES, "place[1].population", '{ value = 200000, unit = "person" }', "[200000]"),
    swapped("people a date", PLACES, "place[1].population", "200000", "2030-03-01"),
    swapped("latitude beyond the pole", PLACES, ("place[1].latitude", "91"), "43.6", "91"),
    swapped("latitude beyond the south pole", PLACES, ("place[1].latitude", "-91"), "43.6", "-91"),
    swapped("longitude beyond the world", PLACES, ("place[1].longitude", "181"), "51.2", "181"),
    swapped("police negative", PLACES, ("place[1].police", "-1"), "value = 700", "value = -1"),
    swapped("fear above its range", PLACES, ("place[1].fear", "2"), "exposure = { value = 0.9", "fear = { value = 2"),
    swapped("level above its range", SENT, ("rival_hold.Capital", "1.9"), "value = 0.9", "value = 1.9"),
    swapped("level below its range", CASE, ("begin.guard_reserve.nation", "-1000"), "value = 1000", "value = -1000"),
    swapped("pace negative", CASE, ("readiness[1].pace", "-0.2"), "value = 0.2", "value = -0.2"),
    swapped("shares leave nobody", CASE, "readiness", "value = 0.004", "value = 1.5"),
    swapped("share negative", CASE, ("readiness[1].share", "-0.1"), "value = 0.004", "value = -0.1"),
    swapped("trust above one", SPEAKERS, ("speaker[1].trust", "1.5"), "value = 0.6", "value = 1.5"),
    swapped("trust negative", SPEAKERS, ("speaker[1].trust", "-0.5"), "value = 0.6", "value = -0.5"),
    swapped("trust a string", SPEAKERS, ("speaker[1].trust", "'high'"), "value = 0.6", 'value = "high"'),
    swapped(
        "trust in persons",
        SPEAKERS,
        ("speaker[1].trust", "person"),
        'value = 0.6, unit = "1"',
        'value = 0.6, unit = "person"',
    ),
    swapped(
        "weight negative", CROWD, ("weight", "-1"), "schema = 1", 'schema = 1\nweight = { value = -1, unit = "1" }'
    ),
    broken(
        "no account has weight",
        "accounts/",
        "weight",
        both(*(swap(f, "schema = 1", 'schema = 1\nweight = { value = 0, unit = "1" }') for f in (CROWD, SENT))),
    ),
    swapped("paragraph a string", CLAIMS, ("claim[1].paragraph", "'2'"), "paragraph = 2", 'paragraph = "2"'),
    swapped("paragraph a fraction", CLAIMS, ("claim[1].paragraph", "2.5"), "paragraph = 2", "paragraph = 2.5"),
    swapped("paragraph a truth value", CLAIMS, ("claim[1].paragraph", "True"), "paragraph = 2", "paragraph = true"),
    broken(
        "paragraph beyond the source",
        CLAIMS,
        ("claim[1].paragraph", "¶2"),
        swap(SOURCES, 'kind = "gazette"', 'kind = "gazette"\nparagraphs = 1'),
    ),
    swapped("year a string", SOURCES, ("source[1].year", "'2030'"), "year = 2030", 'year = "2030"'),
    swapped("factor below one", CLAIMS, ("factor", "0.5"), "factor = 2", "factor = 0.5"),
    swapped("factor not a number", CLAIMS, ("factor", "nan"), "factor = 2", "factor = nan"),
    swapped("would_say one", CLAIMS, "would_say", "would_say = 0.7", "would_say = 1"),
    swapped("would_say a truth value", CLAIMS, "would_say", "would_say = 0.7", "would_say = true"),
    swapped("within nothing", CLAIMS, ("within", "0"), "value = 6, unit", "value = 0, unit"),
    swapped(
        "within in persons",
        CLAIMS,
        ("within", "person", "hour"),
        'value = 6, unit = "hour"',
        'value = 6, unit = "person"',
    ),
    swapped("report negative", CLAIMS, ("claim[2].report", "-6000"), "value = 6000", "value = -6000"),
    swapped("report of zero", CLAIMS, ("claim[2].report", "above 0"), "value = 6000", "value = 0"),
    swapped(
        "report in hours",
        CLAIMS,
        ("claim[2].report", "hour", "person"),
        'value = 6000, unit = "person"',
        'value = 6000, unit = "hour"',
    ),
]

#: Keys: missing, misspelt, too many.
KEYS = [
    swapped("key missing in case", CASE, ("seat", "missing"), 'seat = "Capital"', ""),
    swapped("key missing in place", PLACES, ("place[1].region", "missing"), 'region = "Coast"', ""),
    swapped("key missing in account", CROWD, ("mechanisms", "missing"), "mechanisms = [", "told = ["),
    swapped("key missing in clue", CLUES, ("clue[1].kind", "missing"), 'kind = "count"', ""),
    swapped("key missing in measure", CLUES, ("clue[2].measure.of", "missing"), 'of = ["police"], ', ""),
    swapped("key missing in claim", CLAIMS, ("claim[1].speaker", "missing"), 'speaker = "government"', ""),
    swapped(
        "key missing in source",
        SOURCES,
        ("source[1].interest", "missing"),
        'interest = "The government\'s paper: orderly streets, guilty crowds."',
        "",
    ),
    swapped("schema missing", CASE, ("schema", "missing"), "schema = 1", ""),
    swapped("schema of tomorrow", CASE, ("schema", "2"), "schema = 1", "schema = 2"),
    swapped("schema of tomorrow in claims", CLAIMS, ("schema", "2"), "schema = 1", "schema = 2"),
    swapped("schema a string", PLACES, ("schema", "'1'"), "schema = 1", 'schema = "1"'),
    swapped("schema true", PLACES, ("schema", "True"), "schema = 1", "schema = true"),
    broken("places left out", PLACES, "place", raw(PLACES, b"schema = 1\n")),
    broken("places an empty list", PLACES, "place", raw(PLACES, b"schema = 1\nplace = []\n")),
    broken("places a table", PLACES, "place", raw(PLACES, b"schema = 1\n[place]\nname = 'x'\n")),
    swapped("readiness left out", CASE, "readiness", "[[readiness]]", "[[begin.readiness]]"),
    swapped(
        "share of the last class",
        CASE,
        ("readiness[3].share", "rest"),
        'name = "others"',
        'name = "others"\nshare = { value = 0.5, unit = "1" }',
    ),
    swapped(
        "share of the first class missing", CASE, "readiness[1].share", 'share = { value = 0.004, unit = "1" }', ""
    ),
    broken(
        "nine classes of readiness",
        CASE,
        "readiness",
        add(
            CASE,
            SOME_CLASS * 7,
        ),
    ),
    broken("mechanisms empty", CROWD, "mechanisms", emptied(CROWD, "mechanisms")),
    swapped("name empty", CASE, "name", 'name = "toy"', 'name = ""'),
    swapped("name of a place too long", PLACES, "place[1].name", '"Harbour"', f'"{"H" * 200}"'),
    swapped(
        "value and prior",
        SENT,
        ("Capital", "value", "prior"),
        "value = 0.9",
        'value = 0.9, why = "x", prior = "beta(1, 1)"',
    ),
    swapped("neither value nor prior", SENT, ("rival_hold", "value", "prior"), "value = 0.9, ", ""),
    swapped(
        "prior without a reason",
        SENT,
        ("begin.members.Capital", "why"),
        ', why = "some 300 men, says the pamphlet"',
        "",
    ),
    swapped(
        "prior with a blank reason",
        SENT,
        ("begin.members.Capital", "why"),
        'why = "some 300 men, says the pamphlet"',
        'why = "  "',
    ),
    swapped(
        "clue and undecided",
        CLAIMS,
        ("claim[1]", "undecided"),
        'clue = "largest-crowd"',
        'clue = "largest-crowd"\nundecided = "x"',
    ),
    swapped(
        "neither clue nor undecided",
        CLAIMS,
        ("claim[6]", "undecided"),
        'undecided = "a motive leaves no trace that this model counts"',
        "",
    ),
    swapped(
        "claim on a clue without report",
        CLAIMS,
        ("claim[3]", "report"),
        "report = { is = true }\nwould_say = 0.7",
        "would_say = 0.7",
    ),
    swapped(
        "two reports in one",
        CLAIMS,
        ("claim[3].report", "exactly one"),
        "{ is = true }",
        '{ is = true, at = "2030-03-02T20:00" }',
    ),
    swapped("no report in the report", CLAIMS, ("claim[3].report", "exactly one"), "{ is = true }", "{}"),
    swapped(
        "bound with both ends",
        CLUES,
        ("clue[2].measure.holds", "either"),
        'below = { value = 0.5, unit = "1" }',
        'below = { value = 0.5, unit = "1" }, at_least = { value = 0.1, unit = "1" }',
    ),
    swapped(
        "bound without an end", CLUES, ("clue[2].measure.holds", "either"), 'below = { value = 0.5, unit = "1" }', ""
    ),
    broken("deep nesting of tables", CLUES, "", clue("truth", "measure." + "earlier." * 6000 + 'of = ["crowd"]')),
    broken("deep nesting of brackets", CLUES, "", clue("truth", "measure = " + "[" * 6000 + "]" * 6000)),
    broken(
        "deep nesting of measures",
        CLUES,
        "clue[5]",
        clue("truth", "measure = " + "{ earlier = " * 100 + '{ of = ["crowd"] }' + " }" * 100),
    ),
]
