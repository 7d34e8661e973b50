"""Cases that are well formed and make no sense, and files that can't be read."""

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
    again,
    both,
    broken,
    claim,
    clue,
    drop_folder,
    encoded,
    folded,
    gone,
    raw,
    swap,
    swapped,
)

WHEN = 'when = { at_least = { value = 1, unit = "building" } }'

#: Names that are nothing's, twice there, or in a circle; times; measures that make no sense.
SENSE = [
    swapped("a given of a quantity that is no input", TIMELINE, ("crowd", "spark"), '"spark"', '"crowd"'),
    swapped("a level of a flow", CASE, "joins", "begin.guard_reserve", "begin.joins"),
    swapped("a level of the population", CASE, "population", "begin.guard_reserve", "begin.population"),
    swapped("a national level by place", CASE, ("Capital", "nation"), "nation =", "Capital ="),
    swapped("a level by place for the nation", SENT, ("rival_hold", "nation"), "Capital = { value", "nation = { value"),
    swapped("a national quantity in a place", PLACES, "bargain", "exposure =", "bargain ="),
    swapped("place twice", PLACES, ("place[3].name", "Capital"), '"Mine"', '"Capital"'),
    swapped("place called nation", PLACES, "nation", '"Harbour"', '"nation"'),
    swapped("place called everywhere", PLACES, "everywhere", '"Harbour"', '"everywhere"'),
    swapped("class twice", CASE, ("readiness[3].name", "core"), '"others"', '"core"'),
    swapped("mechanism twice", CROWD, "policing", '"armouries"', '"policing"'),
    swapped("account called otherwise than its file", CROWD, ("name", "'mob'"), '"crowd"', '"mob"'),
    swapped("two accounts of one name", SENT, ("name", "'crowd'"), '"sent"', '"crowd"'),
    *(
        broken(
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
    broken("source twice", SOURCES, ("source[3]", "gazette"), again(SOURCES)),
    broken("speaker twice", SPEAKERS, ("speaker[3]", "government"), again(SPEAKERS)),
    swapped("clue twice", CLUES, ("clue[2]", "largest-crowd"), '"police-gone"', '"largest-crowd"'),
    broken("claim twice", CLAIMS, ("claim[7]", "motive"), claim("motive")),
    broken(
        "claim a copy of itself",
        CLAIMS,
        ("claim[7].same_as", "again"),
        claim(rest='undecided = "x"\nsame_as = "again"'),
    ),
    broken(
        "claims copies of each other",
        CLAIMS,
        "same_as",
        both(claim("one", 'undecided = "x"\nsame_as = "two"'), claim("two", 'undecided = "x"\nsame_as = "one"')),
    ),
    broken(
        "three claims copied in a circle",
        CLAIMS,
        "same_as",
        both(*(claim(a, f'undecided = "x"\nsame_as = "{b}"') for a, b in ("xy", "yz", "zx"))),
    ),
    broken(
        "copy of a claim on another clue",
        CLAIMS,
        ("claim[7].same_as", "police-opposition"),
        claim(
            rest='clue = "largest-crowd"\nreport.about = { value = 6, unit = "person" }\nsame_as = "police-opposition"'
        ),
    ),
    swapped("prior out of the range", SENT, ("Capital", "normal(-5, 1)"), "lognormal(5.7, 0.5)", "normal(-5, 1)"),
    swapped(
        "prior above the range", SENT, ("Capital", "normal(5, 1)"), "value = 0.9", 'why = "x", prior = "normal(5, 1)"'
    ),
    swapped(
        "prior beyond all numbers", SENT, ("Capital", "lognormal(1000, 1)"), "lognormal(5.7, 0.5)", "lognormal(1000, 1)"
    ),
    swapped(
        "prior with a number too many",
        SENT,
        ("Capital", "takes 2 numbers"),
        "lognormal(5.7, 0.5)",
        "lognormal(5.7, 0.5, 1)",
    ),
    swapped("prior without spread", SENT, ("Capital", "sd above 0"), "lognormal(5.7, 0.5)", "lognormal(5.7, 0)"),
    swapped(
        "prior of a parameter in another unit",
        SENT,
        ("gamble.cover", "hour"),
        '0.5)", unit = "person"',
        '0.5)", unit = "hour"',
    ),
    broken(
        "parameter of a mechanism left out",
        CROWD,
        "gamble.cover",
        add(CROWD, '[parameters]\n"gamble.cover" = { value = 3, unit = "person" }'),
    ),
    swapped("start no time", CASE, ("start", "noon"), "2030-03-01T00:00", "noon"),
    swapped("start on no day", CASE, ("start", "2030-02-30"), "2030-03-01T00:00", "2030-02-30T00:00"),
    swapped("start without quotes", CASE, "start", '"2030-03-01T00:00"', "2030-03-01T00:00:00"),
    swapped("start with a time zone", CASE, ("start", "time zone"), "2030-03-01T00:00", "2030-03-01T00:00+06:00"),
    swapped("end with a time zone", CASE, ("end", "time zone"), "2030-03-05T00:00", "2030-03-05T00:00Z"),
    swapped("end before start", CASE, "end", "2030-03-05", "2030-02-05"),
    swapped("end at start", CASE, ("end", "0 hours"), "2030-03-05", "2030-03-01"),
    swapped("episode of a century", CASE, "end", "2030-03-05", "2130-03-05"),
    swapped(
        "event before the episode", TIMELINE, ("event[1].at", "2029-01-01"), "2030-03-01T09:00", "2029-01-01T09:00"
    ),
    swapped("event after the episode", TIMELINE, ("event[1].at", "2031-01-01"), "2030-03-01T09:00", "2031-01-01T09:00"),
    swapped(
        "event with a time zone", TIMELINE, ("event[1].at", "time zone"), "2030-03-01T09:00", "2030-03-01T09:00+01:00"
    ),
    swapped("event at no time", TIMELINE, ("event[1].at", "morning"), "2030-03-01T09:00", "morning"),
    swapped(
        "event of unknown precision",
        TIMELINE,
        ("event[1].precision", "minute"),
        'precision = "hour"',
        'precision = "minute"',
    ),
    swapped("spark negative", TIMELINE, ("event[1].given", "-1"), "value = 1,", "value = -1,"),
    swapped("spark of no duration", TIMELINE, ("event[1].given.duration", "0"), "value = 12", "value = 0"),
    swapped(
        "spark lasting persons",
        TIMELINE,
        ("event[1].given.duration", "person"),
        'value = 12, unit = "hour"',
        'value = 12, unit = "person"',
    ),
    swapped("report after the episode", CLAIMS, ("claim[5].report.at", "2031"), "2030-03-02T20:00", "2031-03-02T20:00"),
    swapped(
        "report with a time zone", CLAIMS, ("claim[5].report.at", "time zone"), "2030-03-02T20:00", "2030-03-02T20:00Z"
    ),
    swapped("measure after the episode", CLUES, ("clue[3].measure.to", "2031"), "2030-03-04T00:00", "2031-03-04T00:00"),
    swapped("measure backwards in time", CLUES, "clue[3].measure.to", "2030-03-04T00:00", "2030-03-02T00:00"),
    swapped("measure of no hour", CLUES, "clue[3].measure.to", "2030-03-04T00:00", "2030-03-03T00:00"),
    swapped(
        "truth for a count",
        CLAIMS,
        ("claim[1].report", "'is'", "count"),
        'less_than = { value = 2000, unit = "person" }',
        "is = true",
    ),
    swapped(
        "number for a truth",
        CLAIMS,
        ("claim[3].report", "'about'", "truth"),
        "is = true",
        'about = { value = 1, unit = "1" }',
    ),
    swapped(
        "number for a time",
        CLAIMS,
        ("claim[5].report", "'more_than'", "time"),
        'at = "2030-03-02T20:00", within = { value = 6, unit = "hour" }',
        'more_than = { value = 6, unit = "hour" }',
    ),
    swapped(
        "time for a share",
        CLAIMS,
        ("claim[4].report", "'at'", "share"),
        'about = { value = 0.33, unit = "1" }',
        'at = "2030-03-02T20:00"',
    ),
    swapped(
        "range of a report reversed",
        CLAIMS,
        ("claim[2].report.between", "low"),
        'about = { value = 6000, unit = "person" }',
        'between = { low = 9000, high = 6000, unit = "person" }',
    ),
    swapped(
        "range of a clue reversed",
        CLUES,
        ("clue[1].range", "100000"),
        "low = 10, high = 100000",
        "low = 100000, high = 10",
    ),
    swapped("range of a clue from nothing", CLUES, ("clue[1].range", "0 "), "low = 10", "low = 0"),
    swapped(
        "range of a clue left out",
        CLUES,
        ("clue[1].range", "missing"),
        'range = { low = 10, high = 100000, unit = "person" }\n',
        "",
    ),
    swapped(
        "range of a clue in hours",
        CLUES,
        ("clue[1].range", "hour"),
        'high = 100000, unit = "person"',
        'high = 100000, unit = "hour"',
    ),
    swapped(
        "share without a whole", CLUES, ("clue[3].measure", "whole"), 'over = ["crowd", "violent", "mobilised"], ', ""
    ),
    swapped(
        "truth without a bound",
        CLUES,
        ("clue[2].kind", "holds"),
        ', holds = { below = { value = 0.5, unit = "1" } }',
        "",
    ),
    swapped(
        "count with a bound",
        CLUES,
        ("clue[1].kind", "truth"),
        'take = "max" }',
        'take = "max", holds = { at_least = { value = 1, unit = "person" } } }',
    ),
    swapped("time without first", CLUES, ("clue[4].kind", "first"), 'take = "first"', 'take = "max"'),
    swapped("first without when", CLUES, ("clue[4].measure.when", "missing"), f", {WHEN}", ""),
    swapped("kind unknown", CLUES, ("clue[1].kind", "number"), 'kind = "count"', 'kind = "number"'),
    swapped("take unknown", CLUES, ("clue[1].measure.take", "largest"), 'take = "max"', 'take = "largest"'),
    swapped(
        "across unknown",
        CLUES,
        ("clue[1].measure.across", "regions"),
        'take = "max"',
        'take = "max", across = "regions"',
    ),
    swapped(
        "measure mixing units",
        CLUES,
        ("clue[1].measure.of", "units"),
        '["crowd", "violent", "mobilised"], take',
        '["crowd", "stormed"], take',
    ),
    swapped(
        "measure mixing places and nation",
        CLUES,
        ("clue[1].measure.of", "national"),
        '["crowd", "violent", "mobilised"], take',
        '["police", "contingent"], take',
    ),
    swapped(
        "measure of a flow",
        CLUES,
        ("clue[1].measure.of", "joins"),
        '["crowd", "violent", "mobilised"], take',
        '["joins"], take',
    ),
    swapped("measure of nothing", CLUES, "clue[1].measure.of", '["crowd", "violent", "mobilised"], take', "[], take"),
    swapped("measure in no place", CLUES, "clue[2].measure.places", 'places = ["Capital"]', "places = []"),
    swapped(
        "bound in another unit",
        CLUES,
        ("clue[4].measure.when", "person"),
        'value = 1, unit = "building"',
        'value = 1, unit = "person"',
    ),
    broken(
        "earlier without later",
        CLUES,
        ("clue[5].measure", "later"),
        clue("truth", f'measure.earlier = {{ of = ["stormed"], take = "first", {WHEN} }}'),
    ),
    broken(
        "earlier and later that are no times",
        CLUES,
        ("clue[5].measure", "first"),
        clue("truth", 'measure.earlier.of = ["crowd"]\nmeasure.later.of = ["crowd"]'),
    ),
    broken(
        "no such kind of across for a time",
        CLUES,
        "clue[5]",
        clue("time", f'measure = {{ of = ["stormed"], across = "places", take = "first", {WHEN} }}'),
    ),
]

#: A guide, and its first two lines as they should be.
GUIDE, HEAD = "guide.csv", "account,number,shift [prior sd],width [prior sd]\ncrowd,contagion.pull,0.5,1\n"

#: Files: missing, empty, in another encoding, no TOML.
FILES = [
    *(
        broken(f"{file} missing", file, "missing", gone(file))
        for file in (CASE, PLACES, TIMELINE, SOURCES, SPEAKERS, CLUES, CLAIMS)
    ),
    *(
        broken(f"{file} empty", file, ("schema", "missing"), raw(file, b""))
        for file in (CASE, PLACES, TIMELINE, CROWD, SOURCES, SPEAKERS, CLUES, CLAIMS)
    ),
    *(
        broken(f"{file} a directory", file, "directory", folded(file))
        for file in (CASE, PLACES, TIMELINE, CROWD, SOURCES, CLAIMS)
    ),
    *(broken(f"{file} in UTF-16", file, "UTF-8", encoded(file, "utf-16")) for file in (CASE, CROWD, CLAIMS)),
    *(broken(f"{file} in Latin-1", file, "UTF-8", encoded(file, "latin-1")) for file in (PLACES, TIMELINE, CLUES)),
    broken("no bytes but zeros", PLACES, "TOML", raw(PLACES, b"\0" * 64)),
    broken("a picture for a file", SPEAKERS, "UTF-8", raw(SPEAKERS, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")),
    broken("a bracket left open", PLACES, ("TOML", "line 4"), raw(PLACES, b"schema = 1\n\n\n[[place]\n")),
    swapped("a key twice", CASE, "TOML", "schema = 1", "schema = 1\nschema = 1"),
    swapped("a quote left open", CLAIMS, "TOML", 'says = "No', "says = 'No"),
    broken("JSON for TOML", TIMELINE, "TOML", raw(TIMELINE, b'{"schema": 1}')),
    broken("accounts empty", "accounts/", "no account", both(gone(CROWD), gone(SENT))),
    broken("accounts missing", "accounts/", "no account", drop_folder("accounts")),
    broken("accounts a file", "accounts/", "no account", both(drop_folder("accounts"), raw("accounts", b""))),
    broken("evidence missing", CLAIMS, "missing", drop_folder("evidence")),
    broken("evidence a file", CLAIMS, "", both(drop_folder("evidence"), raw("evidence", b""))),
    broken("outlines no JSON", "outlines.json", "can't be read", raw("outlines.json", b"[[")),
    broken("outlines without units", "outlines.json", "units", raw("outlines.json", b"{}")),
    broken("outlines in another encoding", "outlines.json", "can't be read", raw("outlines.json", b"\xff\xfe")),
    broken("outlines of another shape", "outlines.json", "", raw("outlines.json", b'{"units": [1, 2]}')),
    broken("a guide in another encoding", GUIDE, "can't be read", raw(GUIDE, b"\xff\xfe")),
    broken("a guide that is empty", GUIDE, "shift [prior sd]", raw(GUIDE, b"")),
    broken("a guide with other columns", GUIDE, "shift [prior sd]", raw(GUIDE, b"account,number\n")),
    *(
        broken(f"a guide with {name}", GUIDE, ("line 3", "a shift within 5"), raw(GUIDE, f"{HEAD}{line}\n".encode()))
        for name, line in {
            "a word for a shift": "crowd,contagion.pull,up,1",
            "an infinite shift": "crowd,contagion.pull,inf,1",
            "a shift beyond reach": "crowd,contagion.pull,-5.1,1",
            "no shift at all": "crowd,contagion.pull,nan,1",
            "no width": "crowd,contagion.pull,0.5,0",
            "too little width": "crowd,contagion.pull,0.5,0.09",
            "too much width": "crowd,contagion.pull,0.5,3.1",
            "a width below zero": "crowd,contagion.pull,0.5,-1",
            "an infinite width": "crowd,contagion.pull,0.5,inf",
            "a column too few": "crowd,contagion.pull,0.5",
            "a column too many": "crowd,contagion.pull,0.5,1,1",
            "a line left empty": "",
            "a zero byte": "crowd,contagion.pull,\0,1",
        }.items()
    ),
    broken("outlines nested too deeply", "outlines.json", "can't be read", raw("outlines.json", b"[" * 100_000)),
]
