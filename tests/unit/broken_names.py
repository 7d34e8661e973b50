"""Cases with a name that is wrong, mostly by a letter."""

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
    TIMELINE,
    add,
    broken,
    claim,
    clue,
    swapped,
)

HARBOUR = "population = { value = 200000"

#: Misspelt keys and names: the problem names the nearest that would be right.
TYPOS = [
    swapped("typo in a key of case", CASE, ("sumary", "did you mean 'summary'"), "summary", "sumary"),
    swapped("typo in a key of place", PLACES, ("place[1].latitude", "missing"), "latitude", "latitud"),
    swapped("typo in a quantity of place", PLACES, ("polise", "did you mean 'police'"), "police", "polise"),
    swapped(
        "typo in a key of an amount",
        PLACES,
        ("valeu", "did you mean 'value'"),
        HARBOUR,
        HARBOUR.replace("value", "valeu"),
    ),
    swapped(
        "typo in a key of a level of place",
        PLACES,
        ("exposure.valeu", "did you mean 'value'"),
        "{ value = 0.9",
        "{ valeu = 0.9",
    ),
    swapped(
        "typo in a key of a level of case",
        CASE,
        ("guard_reserve.nation.valeu", "did you mean 'value'"),
        "{ value = 1000",
        "{ valeu = 1000",
    ),
    swapped(
        "typo in a key of a parameter", SENT, ("gamble.cover", "prioor", "did you mean 'prior'"), "{ prior", "{ prioor"
    ),
    swapped("typo in a key of readiness", CASE, ("treshold", "did you mean 'threshold'"), "threshold =", "treshold ="),
    swapped("typo in a key of account", CROWD, ("mecanisms", "did you mean 'mechanisms'"), "mechanisms", "mecanisms"),
    swapped("typo in a key of event", TIMELINE, ("precison", "did you mean 'precision'"), "precision", "precison"),
    swapped("typo in a key of given", TIMELINE, ("quantty", "did you mean 'quantity'"), "{ quantity", "{ quantty"),
    swapped("typo in a key of source", SOURCES, ("tittle", "did you mean 'title'"), "title", "tittle"),
    broken(
        "typo in a key of none",
        SOURCES,
        ("resaon", "did you mean 'reason'"),
        add(SOURCES, '[[source.none]]\nparagraph = 1\nresaon = "x"'),
    ),
    swapped("typo in a key of speaker", SPEAKERS, ("rol", "did you mean 'role'"), "role", "rol"),
    swapped("typo in a key of clue", CLUES, ("questoin", "did you mean 'question'"), "question", "questoin"),
    swapped("typo in a key of measure", CLUES, ("tak", "did you mean 'take'"), "take", "tak"),
    broken(
        "typo in a key of a measure in a measure",
        CLUES,
        ("earlier.tak", "did you mean 'take'"),
        clue("truth", 'measure.earlier = { of = ["crowd"], tak = "first" }'),
    ),
    swapped("typo in a key of range", CLUES, ("hihg", "did you mean 'high'"), "high", "hihg"),
    swapped("typo in a key of bound", CLUES, ("at_last", "did you mean 'at_least'"), "at_least", "at_last"),
    swapped("typo in a key of claim", CLAIMS, ("speeker", "did you mean 'speaker'"), "speaker", "speeker"),
    swapped("typo in a key of report", CLAIMS, ("les_than", "did you mean 'less_than'"), "less_than", "les_than"),
    swapped("typo in seat", CASE, ("Captial", "did you mean 'Capital'"), '"Capital"', '"Captial"'),
    swapped(
        "typo in a quantity of case",
        CASE,
        ("guard_reserv", "did you mean 'guard_reserve'"),
        "guard_reserve",
        "guard_reserv",
    ),
    swapped("typo in nation", CASE, ("natoin", "did you mean 'nation'"), "nation =", "natoin ="),
    swapped(
        "typo in a place of account",
        SENT,
        ("Capitol", "did you mean 'Capital'"),
        "Capital = { prior",
        "Capitol = { prior",
    ),
    swapped("typo in a mechanism", SENT, ("hijak", "did you mean 'hijack'"), '"hijack"', '"hijak"'),
    swapped(
        "typo in the mechanism of a parameter",
        SENT,
        ("gambl.cover", "did you mean 'gamble.cover'"),
        "gamble.cover",
        "gambl.cover",
    ),
    swapped("typo in a parameter", SENT, ("gamble.covr", "did you mean 'gamble.cover'"), "gamble.cover", "gamble.covr"),
    swapped("typo in a prior", SENT, ("lognorml", "did you mean 'lognormal'"), "lognormal", "lognorml"),
    swapped("typo in a source of account", SENT, ("pamflet", "did you mean 'pamphlet'"), '"pamphlet"', '"pamflet"'),
    swapped("typo in a source of event", TIMELINE, ("gazete", "did you mean 'gazette'"), '"gazette"', '"gazete"'),
    swapped(
        "typo in a speaker of event",
        TIMELINE,
        ("goverment", "did you mean 'government'"),
        "paragraph = 1",
        'paragraph = 1\nspeaker = "goverment"',
    ),
    swapped(
        "typo in a place of event",
        TIMELINE,
        ("Harbor", "did you mean 'Harbour'"),
        'place = "Harbour"\n',
        'place = "Harbor"\n',
    ),
    swapped(
        "typo in a place given",
        TIMELINE,
        ("Harbor", "did you mean 'Harbour'"),
        'place = "Harbour",',
        'place = "Harbor",',
    ),
    swapped("typo in a quantity given", TIMELINE, ("sparkk", "did you mean 'spark'"), '"spark"', '"sparkk"'),
    swapped(
        "typo in a quantity of measure",
        CLUES,
        ("clue[2].measure.of[1]", "polic", "did you mean 'police'"),
        '["police"]',
        '["polic"]',
    ),
    swapped(
        "typo in a quantity of over",
        CLUES,
        ("over[1]", "crwd", "did you mean 'crowd'"),
        'over = ["crowd"',
        'over = ["crwd"',
    ),
    swapped("typo in a place of measure", CLUES, ("Capitol", "did you mean 'Capital'"), '["Capital"]', '["Capitol"]'),
    swapped(
        "typo in a clue of claim",
        CLAIMS,
        ("largest-crwd", "did you mean 'largest-crowd'"),
        '"largest-crowd"',
        '"largest-crwd"',
    ),
    swapped(
        "typo in a speaker of claim", CLAIMS, ("goverment", "did you mean 'government'"), '"government"', '"goverment"'
    ),
    swapped("typo in a source of claim", CLAIMS, ("gazete", "did you mean 'gazette'"), '"gazette"', '"gazete"'),
    broken(
        "typo in a place of claim",
        CLAIMS,
        ("Mien", "did you mean 'Mine'"),
        claim(rest='undecided = "x"\nplaces = ["Mien"]'),
    ),
    broken(
        "typo in same_as", CLAIMS, ("motiv", "did you mean 'motive'"), claim(rest='undecided = "x"\nsame_as = "motiv"')
    ),
]
