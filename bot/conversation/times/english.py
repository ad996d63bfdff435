"""The English words for times."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.conversation.times.values import Reason
from bot.conversation.times.vocabulary import Kind, Meaning, Part, Token, Vocabulary

# Words of one meaning are divided by |; the position in a list is the value, counted from 0.
_WEEKDAYS = (
    "monday|mon",
    "tuesday|tue|tues",
    "wednesday|wed|weds|wensday|wendsday|wensdy",
    "thursday|thu|thur|thurs",
    "friday|fri",
    "saturday|sat",
    "sunday|sun",
)
# From here on counted from 1.
_MONTHS = (
    "january|jan",
    "february|feb|febuary",
    "march|mar",
    "april|apr",
    "may",
    "june|jun",
    "july|jul",
    "august|aug",
    "september|sep|sept",
    "october|oct",
    "november|nov",
    "december|dec",
)
_NUMBERS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
)
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth"
    " fifteenth sixteenth seventeenth eighteenth nineteenth"
)
_TENS: Mapping[str, int] = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50}
_TENTHS: Mapping[str, int] = {"twentieth": 20, "thirtieth": 30}
_PARTS: Mapping[Part, str] = {
    Part.MORNING: "morning",
    Part.AFTERNOON: "afternoon",
    Part.EVENING: "evening",
    Part.NIGHT: "night",
}

_SIMPLE: Mapping[Kind, str] = {
    Kind.WORKDAYS: "weekday|weekdays|week days|workday|workdays|work days|working day|working days",
    Kind.WEEKEND: "weekend",
    Kind.WEEKENDS: "weekends",
    Kind.MINUTES: "minute|minutes|min|mins",
    Kind.HOURS: "hour|hours|hr|hrs",
    Kind.H: "h",
    Kind.DAYS: "day|days",
    Kind.WEEKS: "week|weeks|wk|wks",
    Kind.MONTHS: "month|months",
    Kind.YEARS: "year|years",
    Kind.EVERY: "every|evry|evrey|each",
    Kind.OTHER: "other",
    Kind.A: "a|an|per",
    Kind.OF: "of",
    Kind.IN: "in",
    Kind.ON: "on",
    Kind.AT: "at|@",
    Kind.FROM: "from|starting|starts|start|beginning|starting from|beginning from|as of",
    Kind.NOW: "from now|from today",
    Kind.TO: "to|through|thru",
    Kind.PAST: "past",
    Kind.HALF: "half",
    Kind.QUARTER: "quarter",
    Kind.AM: "am",
    Kind.PM: "pm|p",
    Kind.OCLOCK: "o'clock|oclock|o clock",
    Kind.NOON: "noon|midday",
    Kind.MIDNIGHT: "midnight",
    Kind.THIS: "this|this coming|coming",
    Kind.NEXT: "next",
    Kind.LAST: "last",
    Kind.TIMES: "times|x",
    Kind.SHORTER: "or the last day of a shorter month",
    Kind.AND: "and|&|+|/|plus",
    Kind.COMMA: ",|;|:|.|!",
    Kind.DASH: "-",
    Kind.OPEN: "(",
    Kind.CLOSE: ")",
    Kind.FILLER: "the|please|pls|plz|remind me|remind|reminder|single|hi|thanks|thank you|thx|time"
    "|that has one|that have one",
}
_REFUSED: Mapping[Reason, str] = {
    Reason.EXCEPTION: "not|no|never|except|excluding|without|but|skip|skipping|unless|apart from|don't|dont|stop|minus",
    Reason.ENDING: "until|till|til|for|ending|ends|end|up to",
    Reason.CUE: (
        "after|before|when|with|while|during|breakfast|lunch|lunchtime|dinner|dinnertime|supper|tea|teatime|meal|meals"
        "|food|bed|bedtime|sleep|wake|waking|waking up|sunrise|sunset|dawn|dusk|work|school|getting up"
    ),
    Reason.VAGUE: (
        "around|about|approximately|approx|roughly|ish|later|soon|asap|early|late|few|couple|some|several|sometimes"
        "|sometime|maybe|perhaps|or|whenever|occasionally|usually|often|regularly|anytime|circa|ca"
    ),
    Reason.RANGE: "between",
    Reason.ZONE: "utc|gmt|est|edt|cst|cdt|mst|mdt|pst|pdt|bst|cet|cest|ist|aest|z",
    Reason.PAST: "yesterday|ago|last night|last week|last month|last year|since",
    Reason.HOW_OFTEN: "biweekly|bi weekly|bi - weekly|bimonthly|bi monthly|bi - monthly",
}
_COUNTS: Mapping[str, int] = {"once": 1, "just once": 1, "only once": 1, "twice": 2, "thrice": 3}
_TODAY: Mapping[int, str] = {
    0: "today",
    1: "tomorrow|tommorow|tmrw|tmr|tmw|tomo|tomoz|2moro|2morrow|2mrw",
    2: "day after tomorrow|the day after tomorrow",
}

_EVERY = Token(Kind.EVERY)
_TODAY_ITSELF = Token(Kind.TODAY)
_NIGHT = Token(Kind.PART, Part.NIGHT)
_LONGER: Mapping[str, Meaning] = {
    "daily|everyday": (_EVERY, Token(Kind.DAYS)),
    "weekly": (_EVERY, Token(Kind.WEEKS)),
    "fortnightly": (_EVERY, Token(Kind.NUMBER, 2), Token(Kind.WEEKS)),
    "fortnight": (Token(Kind.NUMBER, 2), Token(Kind.WEEKS)),
    "monthly": (_EVERY, Token(Kind.MONTHS)),
    "quarterly": (_EVERY, Token(Kind.NUMBER, 3), Token(Kind.MONTHS)),
    "yearly|annually": (_EVERY, Token(Kind.YEARS)),
    "hourly": (_EVERY, Token(Kind.HOURS)),
    "nightly": (_EVERY, _NIGHT),
    "alternate days|alternating days": (_EVERY, Token(Kind.OTHER), Token(Kind.DAYS)),
    "tonight|tonite|2nite|2night": (_TODAY_ITSELF, _NIGHT),
    "as the day begins": (Token(Kind.PART, Part.BEGINNING),),
}

# Real words that are one slip away from a word above, and mean something else.
_APART = (
    "match there elements seconds mouth mouths moths steven marco monte monty weakly teeth threw secondly"
    " meanings wendy sixty seventy eighty ninety seventies dairy daisy dally sundry sundae weakened tours thirds"
    " fourths fifths sixths eighths ninths tenths twelfths sixteenths forte forth fort moaning mourning mounting"
    " sever severn thirsty footy firsts weeds weeps marking markings toddy toady marsh emery semen tents tench"
    " threes fours fives sixes sevens eights nines tens evens events"
)


def _listed() -> Iterator[tuple[str, Meaning]]:
    for value, names in enumerate(_WEEKDAYS):
        yield names, (Token(Kind.WEEKDAY, value),)
        yield names.split("|")[0] + "s", (Token(Kind.WEEKDAYS, value),)
    for value, names in enumerate(_MONTHS, start=1):
        yield names, (Token(Kind.MONTH, value),)
    for part, name in _PARTS.items():
        yield name, (Token(Kind.PART, part),)
        yield name + "s", (Token(Kind.PARTS, part),)
    for value, names in _TODAY.items():
        yield names, (Token(Kind.TODAY, value),)
    for name, value in _COUNTS.items():
        yield name, (Token(Kind.COUNT, value),)
    for kind, names in _SIMPLE.items():
        yield names, (Token(kind),)
    for reason, names in _REFUSED.items():
        yield names, (Token(Kind.REFUSED, reason=reason),)
    yield from _LONGER.items()


def _counted() -> Iterator[tuple[str, Meaning]]:
    """Number words up to fifty-nine, ordinals up to the thirty-first."""
    numbers, ordinals = _NUMBERS.split(), _ORDINALS.split()
    for value, name in enumerate(numbers, start=1):
        yield name, (Token(Kind.NUMBER, value),)
    for value, name in enumerate(ordinals, start=1):
        yield name, (Token(Kind.ORDINAL, value),)
    for name, value in _TENTHS.items():
        yield name, (Token(Kind.ORDINAL, value),)
    for tens, value in _TENS.items():
        yield tens, (Token(Kind.NUMBER, value),)
        for one in range(1, 10):
            yield f"{tens} {numbers[one - 1]}|{tens} - {numbers[one - 1]}", (Token(Kind.NUMBER, value + one),)
            if value + one <= 29 or value + one == 31:
                yield f"{tens} {ordinals[one - 1]}|{tens} - {ordinals[one - 1]}", (Token(Kind.ORDINAL, value + one),)


def _phrases() -> Mapping[tuple[str, ...], Meaning]:
    pairs = (*_counted(), *_listed())
    return {tuple(phrase.split()): meaning for names, meaning in pairs for phrase in names.split("|")}


ENGLISH = Vocabulary(_phrases(), frozenset({"st", "nd", "rd", "th"}), frozenset(_APART.split()))
