"""Claims about the medicine and about groups that are often read and are wrong, out of date or half the truth."""

from __future__ import annotations

import re
from typing import NamedTuple

import pytest

from bot.features.faq.knowledge import Entry
from tests.knowledge.shipped import entries, shipped, shown


class Claim(NamedTuple):
    """A claim, how somebody might write it, and the pattern by which it would be known."""

    what: str
    written: str
    known_by: str


# What an answer never says.
NEVER = (
    Claim(
        "low liver enzymes are a warning sign",
        "Low liver enzymes can mean harm.",
        r"\blow(?:er|ered)? (?:liver )?enzymes|\blow liver (?:tests?|values|results)",
    ),
    Claim(
        "it can never be stopped, whatever happens",
        "You can never stop it.",
        r"cold turkey|\b(?:can|must|may|should) never (?:be )?stop",
    ),
    Claim(
        "it is the first thing to try, or the last resort",
        "It is a first-line medicine.",
        r"first[- ]line|first choice|last resort",
    ),
    Claim(
        "its main job is to protect transplants",
        "Its main role is to guard a new kidney.",
        r"(?:main|biggest|chief|key|primary|most important) (?:role|use|job|task|purpose)\b"
        r"|(?:mainly|mostly) (?:used |taken )?(?:after|for|in) (?:a )?transplant",
    ),
    Claim(
        "tiredness and burning in the sun are common effects",
        "Tiredness and sunburn are common side effects.",
        r"\b(?:tired|fatigue|sun)\w*[^.!?]{0,60}\b(?:is|are) (?:a |very |quite )*common (?:side )?effects?",
    ),
    Claim(
        "a gene test makes blood counts needless",
        "With a normal gene test there is no need for counts.",
        r"TPMT alone|\b(?:only|just) TPMT"
        r"|normal (?:gene|TPMT|NUDT15)[^.!?]{0,40}(?:no need|instead of|is enough)",
    ),
    Claim(
        "it lowers immunity gently and does no harm",
        "It lowers immunity without wiping it out.",
        r"without (?:wiping|knocking|shutting)|works quietly|gently (?:calm|low)",
    ),
    Claim(
        "a chat tells more than the leaflet",
        "You will not find this in a leaflet.",
        r"(?:won't|will not|never) (?:find|get|read|hear) [^.!?]{0,30}\b(?:leaflet|label)\b",
    ),
    Claim(
        "it hits only what it should",
        "It works in a targeted way.",
        r"\b(?:target(?:s|ed|ing)?|selective(?:ly)?|precise(?:ly)?|pinpoints?)\b",
    ),
    Claim(
        "cancer is hardly a risk",
        "There is a slight increase in some cancers.",
        r"slight(?:ly)? (?:increase|raise|higher)[^.!?]{0,40}cancer|hardly (?:any|a) risk"
        r"|(?:tiny|negligible) risk",
    ),
    Claim(
        "a good life makes the medicine stronger",
        "Yoga helps the medicine work better.",
        r"\b(?:helps?|lets?|can make|will make) (?:the |your |this )?(?:medicine|azathioprine|tablets?|treatment) work"
        r"|boost(?:s|ing)? (?:the |your )?(?:medicine|azathioprine|treatment|effects?)\b",
    ),
    Claim(
        "immunity should be built up",
        "Fruit will boost your immune system.",
        r"\b(?:boost|strengthen|build up|support)(?:s|ing)? (?:the|your|their) (?:immun|defence)",
    ),
    Claim(
        "food with it is a rule for all",
        "It must be taken with food.",
        r"(?:always|must be taken|should be taken) with food|(?:^|[.!?] )take it with food",
    ),
    Claim(
        "not to drink is a must for all",
        "Alcohol must be avoided.",
        r"alcohol[^.!?]{0,40}\b(?:is essential|strictly|must be avoided|forbidden)",
    ),
    Claim(
        "arthritis is where it is used most",
        "It is a cornerstone for rheumatoid arthritis.",
        r"cornerstone|mainstay|backbone of",
    ),
    Claim(
        "it works wonders",
        "For many it was a game-changer.",
        r"game[- ]?chang|beacon|wonder drug|life[- ]chang|breakthrough|countless|success stor|new lease"
        r"|transformative",
    ),
    Claim(
        "members can find the right dose together",
        "Here you learn how to optimise your dose.",
        r"optimi[sz]|fine-?tun"
        r"|\b(?:members|others|peers)\b[^.!?]{0,40}(?:find|choose|work out) (?:the|your) (?:right )?dose",
    ),
    Claim(
        "a brand is the name of the medicine",
        "Imuran is the scientific name.",
        r"Imuran is (?:the )?(?:generic|scientific)|azathioprine is (?:a|the) brand",
    ),
    Claim(
        "it is a tablet or an injection as you like",
        "It comes as a tablet or injection.",
        r"(?:tablets?|pills?) or (?:an |as an |by )?injection",
    ),
    Claim(
        "everybody starts on a low dose",
        "Everyone starts low.",
        r"(?:everyone|everybody|all people|always) (?:starts?|begins?) (?:low|on a low)"
        r"|treatment (?:always )?starts low",
    ),
    Claim(
        "a bad pancreas or an allergic reaction is rare",
        "Pancreatitis and allergic reactions are rare.",
        r"(?:pancreatitis|allergic reactions?|hypersensitivity)[^.!?]{0,40}\b(?:is|are) (?:a |very |quite )*rare"
        r"|\brare(?:ly)?[^.!?]{0,25}(?:pancreatitis|allergic reaction)",
    ),
    Claim(
        "it is forbidden in pregnancy, full stop",
        "Azathioprine is forbidden in pregnancy.",
        r"azathioprine (?:harms|is (?:not safe|unsafe|dangerous|forbidden))[^.!?]{0,30}(?:pregnan|baby|breast)",
    ),
    Claim(
        "it clashes with some vaccines, whichever they are",
        "Certain vaccines interact with it.",
        r"\b(?:certain|some) vaccines (?:interact|clash|react|are a problem)",
    ),
    Claim(
        "nearly everybody bears it well",
        "It is generally well tolerated.",
        r"well[- ]tolerated|generally (?:mild|safe)|most people have no (?:problems|side)",
    ),
    Claim(
        "it works on one kind of cell",
        "It slows T cells in particular.",
        r"T[- ]cells (?:in particular|only|alone)|\b(?:only|especially|mainly) (?:the )?T[- ]cells",
    ),
    Claim(
        "the group is a part of the care team",
        "The group is an extension of your care team.",
        r"extension of (?:the|your) care|part of (?:your|the) care team",
    ),
    Claim(
        "posts about a rash let doctors change doses",
        "Doctors can then adjust their protocols.",
        r"adjust\w* (?:their |the )?protocols?|rash(?:es)? at (?:a|this|that) dose",
    ),
    Claim(
        "joining improves health or saves money",
        "A group saves you time and money.",
        r"\b(?:saves?|saving) (?:you |members )?(?:time|money|stress)\b"
        r"|\b(?:improves?|better) (?:adherence|outcomes|long[- ]term)",
    ),
    Claim(
        "the group brings news of doses",
        "Hear of new dosing first.",
        r"dosing (?:guideline|news|update)|new dos(?:es|ing)\b",
    ),
    Claim(
        "it is nothing but weak chemotherapy",
        "It is just low-dose chemo.",
        r"(?:just|only|simply) (?:a )?(?:low|weak)[- ](?:dose )?(?:chemo|kind of chemo)",
    ),
    Claim(
        "a symptom is nothing",
        "That is just a side effect.",
        r"just a side effect|nothing to worry|(?:perfectly|completely|totally) (?:safe|normal|fine)",
    ),
    Claim(
        "more stands somewhere else",
        "Read the articles below.",
        r"\b(?:articles?|posts?|links?|list|see) (?:below|above)\b|as (?:mentioned|described|discussed)",
    ),
)

# What an entry must say, because half of it would mislead: words that all have to stand in it.
SAID = {
    "liver-results": ("raised", "not a low one"),
    "stopping": ("on your own", "medical advice now"),
    "conditions-treated": ("autoimmune", "transplant", "rarely"),
    "tpmt-nudt15": ("TPMT", "NUDT15", "does not replace the regular blood tests"),
    "how-it-works": ("bone marrow", "not exact", "B cells", "lymphocytes"),
    "lymphoma-cancer-risk": ("boxed warning", "10,000 people", "Skin cancer"),
    "how-to-take": ("with or without food", "after a meal", "three hours after food"),
    "alcohol": ("liver", "Advice differs"),
    "brand-names": ("Imuran", "name of the medicine", "azacitidine"),
    "injection": ("only in hospital",),
    "starting-low": ("After a transplant", "high at first"),
    "pancreatitis": ("bowel disease", "100 people"),
    "early-reaction": ("2 in 100 people", "weeks"),
    "pregnancy": ("itch", "on your own"),
    "breastfeeding": ("differ",),
    "vaccines-overview": ("not live", "Live vaccines", "encouraged"),
    "interactions-overview": ("allopurinol", "febuxostat", "ribavirin", "Warfarin", "mesalazine", "marrow", "-pril"),
    "who-should-not-take": ("azathioprine", "mercaptopurine"),
    "long-term-safety": ("skin", "cervical screening", "vaccines", "blood count"),
    "worried-about-starting": ("6 in 10", "Nausea was the main reason to stop"),
    "common-side-effects": ("fever", "bruising", "yellow", "belly pain", "pancreatitis", "skin cancer", "infections"),
    "reporting-side-effects": ("team first", "Yellow Card", "MedWatch"),
    "cost-insurance": ("In the UK", "In Australia", "In the US"),
    "medical-alert-card": ("Write the name in full",),
    "diet": ("no aim here",),
    "stress": ("no proof",),
    "reliable-information": ("leaflet", "never change your dose"),
    "why-join": ("less alone",),
}


def refuted(text: str) -> str:
    """Take out the words by which an answer warns of what others say or do."""
    return text.replace("Please don't stretch or share tablets to save money.", "")


each_claim = pytest.mark.parametrize("claim", NEVER, ids=lambda claim: claim.what)


@each_claim
def test_a_false_claim_stands_nowhere(claim: Claim) -> None:
    pattern = re.compile(claim.known_by, re.IGNORECASE)
    found = {entry.id: match[0] for entry in entries() if (match := pattern.search(refuted(shown(entry))))}
    assert found == {}


@each_claim
def test_it_would_be_known(claim: Claim) -> None:
    assert re.search(claim.known_by, claim.written, re.IGNORECASE)


@pytest.mark.parametrize("id_", SAID)
def test_what_must_be_said_with_it(id_: str) -> None:
    text = shown(shipped().knowledge.entries[id_])
    assert [words for words in SAID[id_] if words not in text] == []


def test_the_short_form_of_the_name_stands_only_where_it_is_warned_of() -> None:
    """It is also the short form of a cancer medicine."""
    assert {entry.id for entry in entries() if "AZA" in shown(entry).split()} <= {"brand-names", "medical-alert-card"}


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: entry.id)
def test_not_stopping_alone_never_stands_alone(entry: Entry) -> None:
    text = shown(entry).lower()
    assert "don't stop" not in text or re.search(r"\badvice\b|\bmedical help\b|call your emergency number", text)
