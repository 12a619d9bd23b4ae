"""The shape of each data file, by its place under ``data/``. A file without one fails a test."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Any

from offsetcase.model.shape import ANY, Either, Named, OneOf

TEXT, WHOLE, NUMBER, DAY, FLAG, PATTERN = "text", "whole", "number", "day", "flag", "pattern"
TEXTS, PATTERNS = (TEXT,), (PATTERN,)
CATEGORY = Named("categories.toml")
INDICATION = Named("indications.toml")
LETTER = Named("letters")
FIELD = Named("synonyms.toml", "fields")
PLAN_TYPE = Named("plan_rules")
BENEFIT = OneOf(("medical", "pharmacy", "dental", "vision"))
# How a source was read: the evidence's ladder is told in argument/evidence.py; of a rule, P is the rule's own text in parts.
SOURCE_STANDING, CRITERION_STANDING = OneOf(("V", "V2", "M", "X")), OneOf(("V", "V2"))
STATE_STANDING, STANDING = OneOf(("V", "2", "M")), OneOf(("V", "P", "2", "M"))
READ = OneOf(("confirmed", "to-confirm"))
# `second_leg`: what the comparison with the covered alternative rests on; `second_leg_limits`: what speaks against it.
EVIDENCE_ROLES = (
    "supports", "limits", "policy", "why_now", "alternative_cost", "limits_brief", "second_leg", "second_leg_limits",
    "second_leg_brief",
)  # fmt: skip
BIBLIOGRAPHY = ("authors", "title", "journal", "publisher", "year", "volume", "issue", "pages", "doi", "pmid", "extra")

_RATE = {
    "base": NUMBER, "low": NUMBER, "high": NUMBER, "source!": TEXT, "published": FLAG, "low_factor": NUMBER,
    "high_factor": NUMBER, "evidence": TEXT,
}  # fmt: skip
_ENDS = {"low!": WHOLE, "high!": WHOLE}
_PERIOD = {
    "kind": TEXT, "amount": WHOLE, "unit": OneOf(("hours", "days", "months")), "runs_from": TEXT, "presumed_receipt_days": WHOLE, "filed_when": TEXT,
    "levels": TEXT, "text": TEXT, "citation!": TEXT, "standing!": STANDING, "next_business_day": FLAG,
}  # fmt: skip
_CODE = {"words!": TEXT, "kind": TEXT, "codes!": TEXTS}
_NUMBERED = {"*": Either((TEXT, {"words!": TEXT, "kind": TEXT}))}
# The columns of a statement hold what its own proof needs besides a ledger's fields.
_PROOF = ("copay", "coinsurance", "deductible", "not_covered", "remaining", "other_member")

SHAPES: dict[str, Any] = {
    "formats/*": {
        "name!": TEXT, "kind!": OneOf(("portal", "pharmacy", "claims")), "source!": TEXT, "benefit": BENEFIT,
        "recognise!": TEXTS, "absent": TEXTS, "once_per_claim": FLAG,
        "columns!": {"[names]": FIELD, "*": Either((TEXT, TEXTS))},
        "derive": {"[names]": FIELD, "*": TEXT},
        "times": {"[names]": FIELD, "*": TEXT},
        "warn": {"[names]": FIELD, "*": TEXT},
        "trailer": {"blank": TEXT},
        "control": {"preamble": FIELD, "claim_paid": TEXT},
    },
    "statements/*": {
        "name!": TEXT, "source!": TEXT, "recognise!": TEXTS, "allowed": TEXT,
        "columns!": {"[names]": Named("synonyms.toml", "fields", _PROOF), "*": TEXTS},
    },
    "drugs/*": {
        "category!": CATEGORY, "label!": TEXT, "source!": TEXT, "recorded!": DAY,
        "drugs!": {"*": {
            "group": TEXT, "brands": TEXTS, "aliases": TEXTS, "two_use": FLAG,
        }},
    },
    "services/claim_types": {"recorded!": DAY, "[names]": BENEFIT, "*": TEXTS},
    "services/descriptions": {
        "recorded!": DAY, "phrase!": ({"category!": CATEGORY, "words!": TEXTS, "unless": TEXTS, "kind": TEXT},),
    },
    "services/specialties": {
        "recorded!": DAY, "undecided!": {"words!": TEXTS, "taxonomy!": TEXTS},
        "[names]": CATEGORY, "*": {"words!": TEXTS, "taxonomy!": TEXTS},
    },
    "services/*": {
        "category!": CATEGORY, "label!": TEXT, "source!": TEXT, "standing!": READ, "recorded!": DAY,
        "code!": (_CODE,), "revenue": _NUMBERED, "place": _NUMBERED,
    },
    "letters/*": {
        "title!": TEXT, "short!": TEXT, "re!": TEXT, "greeting!": TEXT, "running!": TEXT, "sections!": TEXTS,
        "exhibits!": TEXTS, "after_denial": FLAG, "private": FLAG, "argues_cost": FLAG,
    },
    "leads": {"*": {"sections!": TEXTS}},
    "comparators/*": {
        "label!": TEXT, "category!": CATEGORY, "session!": TEXT, "indications!": (INDICATION,), "needs_trials": FLAG,
        "induction_days!": (WHOLE,), "source!": TEXT, "verified!": DAY, "read_in!": TEXT,
        "maintenance!": ({"from!": WHOLE, "every!": WHOLE, "count": WHOLE},),
        "price": {"base!": NUMBER, "low!": NUMBER, "high!": NUMBER, "source!": TEXT, "brief": TEXT, "evidence": TEXT},
        "words": {"diagnosis": TEXTS, "rules_out_both": TEXTS, "notice": TEXTS},
    },
    "protocols/*": {
        "label!": TEXT, "service!": TEXT, "indications!": (INDICATION,), "visit!": TEXT, "visit_length!": TEXT,
        "span!": TEXT, "standing!": TEXT, "price!": _RATE,
        "rates!": {"response!": _RATE, "control!": _RATE, "retention!": _RATE, "ramp_months!": _RATE},
        "schedule!": {
            "induction_days!": (WHOLE,), "maintenance_block_days!": (WHOLE,), "maintenance_every_days!": _RATE,
            "source!": TEXT, "evidence!": TEXTS, "sessions": {"per_visit!": WHOLE, "source!": TEXT},
            "series_days": _ENDS, "booster_days": _ENDS,
        },
        "lines!": ({
            "name!": TEXT, "label!": TEXT, "part!": OneOf(("quote", "adjunct", "session", "workup")), "codes!": TEXTS,
            "source!": TEXT,
        },),
    },
    "indications": {"*": {"label!": TEXT, "words!": TEXT, "weightiest!": TEXTS, "protocol!": Named("protocols"), "pain": FLAG}},
    "categories": {"*": {
        "label!": TEXT, "kind!": OneOf(("recurring", "one-off", "unknown", "never")), "counts_as": TEXTS,
        "counted": (INDICATION,), "pain_groups": TEXTS, "share": NUMBER,
    }},
    "policies/*": {
        "label!": TEXT, "treatment!": TEXT, "indications!": (INDICATION,), "evidence": TEXT, "standing!": OneOf(("V",)),
        "read_in!": TEXT, "verified!": DAY, "note!": TEXT,
        "criterion!": ({
            "id!": TEXT, "words!": TEXT, "check!": TEXT, "least": WHOLE, "classes": WHOLE, "codes": TEXTS, "names": TEXTS,
            "method": TEXTS, "keys": TEXTS, "scales": {"*": WHOLE}, "read_in": TEXT, "standing": CRITERION_STANDING,
        },),
    },
    "plan_rules/*": {
        "label!": TEXT, "standing!": STANDING, "verified!": DAY, "review_by!": DAY, "source!": TEXT, "under": TEXT,
        # What is easily taken wrong: for whoever changes the file.
        "traps": TEXTS, "filing": _PERIOD, "initial": (_PERIOD,), "decision": (_PERIOD,), "external": _PERIOD,
        "late": {"what!": OneOf(("good-cause", "refuse")), "text!": TEXT, "citation": TEXT, "standing!": STANDING},
        "request": ({
            "id!": TEXT, "text!": TEXT, "citation": TEXT, "standing!": STANDING, "kinds!": (LETTER,),
            "indications": (INDICATION,),
        },),
    },
    "state_rules/*": {
        "label!": TEXT, "plan_types!": (PLAN_TYPE,), "citation!": TEXT, "standing!": STATE_STANDING, "read_in!": TEXT,
        "verified!": DAY, "review_by!": DAY, "weighs_cost!": FLAG, "request!": TEXT,
    },
    "evidence/*": {"*": {
        **dict.fromkeys(BIBLIOGRAPHY, TEXT),
        "indications!": (INDICATION,), "order!": WHOLE, "standing!": SOURCE_STANDING, "read_in!": TEXT, "verified!": DAY,
        "field_standing": {"[names]": OneOf(BIBLIOGRAPHY), "*": SOURCE_STANDING}, "required_for": (INDICATION,),
        "sentences": {"[names]": OneOf(EVIDENCE_ROLES), "*": Either((TEXT, {"[names]": INDICATION, "*": TEXT}))},
        "also": TEXTS, "pair": TEXTS,
    }},
    "contradictions": {
        "source!": TEXT, "recorded!": DAY, "bare!": {"never!": PATTERN},
        "rule!": ({
            "id!": TEXT, "topic!": TEXT, "fields!": TEXTS, "alone": TEXTS, "says!": PATTERN, "bare": PATTERN,
            "unless": PATTERN, "check!": TEXT, "category": CATEGORY, "least": WHOLE, "shows!": TEXT, "next!": TEXT,
        },),
    },
    "denial_reasons": {"*": {"words!": TEXTS}},
    "blanks": {"*": {
        "what!": TEXT, "fills_with!": TEXT, "who!": OneOf(("member", "notice", "clinic", "prescriber")),
    }},
    "questions": {
        "tables!": {"*": TEXT},
        "question!": ({
            "path!": TEXT, "kind!": TEXT, "ask!": TEXT, "why!": ANY, "note!": ANY, "choices": (TEXTS,), "letters": (LETTER,),
            "sheet": TEXT, "clinical": FLAG, "lines": WHOLE, "indications": (INDICATION,),
        },),
    },
    "errors": {
        "statuses!": {"*": TEXT},
        "errors!": {"*": {"status!": WHOLE, "why!": TEXT, "remedy!": ANY, "example!": ANY}},
    },
    "help": {"*": {"text!": TEXT, "plan_types": (PLAN_TYPE,), "source!": TEXT}},
    "ndc_added": {
        "recorded!": DAY, "product!": ({"drug!": TEXT, "brand!": TEXT, "codes!": TEXTS, "source!": TEXT},),
    },
    "rxnorm": {"source!": TEXT, "recorded!": DAY, "codes!": {"*": TEXTS}},
    "strangers": {"kind!": ({
        "text": PATTERN, "headings": (TEXTS,), "words": TEXTS, "none": TEXTS, "what!": TEXT, "remedy!": TEXT,
    },)},
    "statuses": {"[names]": OneOf(("paid", "pending", "denied", "reversed", "not-a-claim")), "*": TEXTS},
    "synonyms": {
        "not_needed!": TEXTS, "not_needed_amounts!": TEXTS, "exclusive!": (FIELD,), "ambiguous_plan_paid!": TEXTS,
        "cost_of_a_fill!": TEXTS, "insurer_paid!": TEXTS, "fillers!": TEXTS, "abbreviations!": {"*": TEXT}, "money_words!": {"*": TEXTS},
        "guesses!": {"[names]": FIELD, "*": TEXTS},
        "fields!": {"*": (TEXTS,)},
    },
    "insurers": {"names!": TEXTS},
    "never_said": {"words!": TEXTS},
    "drug_noise": {"words!": TEXT},
    "trial_words": {"source!": TEXT, "recorded!": DAY, "short!": PATTERNS, "past!": PATTERN},
    "indices/notes": {"*": TEXT},
    "languages/*/language": {
        "name!": TEXT, "reviewed!": FLAG, "unreviewed!": ANY, "date!": TEXT, "page!": TEXT, "of!": TEXT, "months!": TEXTS,
        "units!": {"*": TEXTS}, "alternatives!": {"*": TEXT}, "rule!": {"see!": TEXT, "span!": TEXT},
    },
    "languages/*/questions": {
        "tables!": {"*": TEXT},
        "*": {"ask!": TEXT, "why!": TEXT, "note!": ANY, "sheet": TEXT, "choices": {"*": TEXT}},
    },
    "languages/*": {"*": Either((ANY, {"*": Either((ANY, TEXTS))}))},
    "brief": {"*": {"*": TEXT}},
    "described": {
        "recorded!": DAY, "not_dispensed!": TEXT, "measured!": TEXT, "forms!": TEXT, "analytes!": TEXT, "not_pharmacies!": TEXT,
    },
    "pharmacies": {"recorded!": DAY, "words!": TEXTS, "unless!": TEXTS},
    "names": {
        "recorded!": DAY, "suffixes!": TEXTS, "business!": TEXTS, "titles!": {"*": OneOf(("", "man", "woman"))}, "same_suffix!": {"*": TEXT}, "relations!": {"*": TEXTS},
    },
    "persons": {
        "recorded!": DAY, "roles!": (TEXTS,), "title_words!": PATTERN,
        **{f"{name}!": TEXTS for name in (
            "filler", "first", "last", "middle", "suffix", "relation", "birth", "number", "others", "no_names",
            "title_beside", "line_starts",
        )},
    },
    "medicare": {"recorded!": DAY, "labels!": {"*": TEXTS}},
    "fhir": {
        **{f"{name}!": {"*": TEXT} for name in ("carin", "cms", "status", "outcome", "decisions")},
        "systems!": {"*": {"*": TEXTS}},
        **{f"{name}!": {"*": TEXTS} for name in ("related", "totals", "currency", "use")},
    },
    "papers/booklet": {
        "passage!": ({
            "list!": TEXT, "what!": TEXT, "field": TEXT, "any!": PATTERNS, "never!": PATTERNS, "with": PATTERNS, "heading": PATTERNS,
        },),
        "title!": ({"words!": TEXTS},),
    },
    "papers/kinds": {"least!": {"points!": WHOLE}, "*": {"title!": ((Either((TEXT, WHOLE)),),), "text!": ((Either((TEXT, WHOLE)),),)}},
    "papers/labels": {
        "of!": TEXTS, "others!": TEXTS, "field!": ({"name!": TEXT, "type!": TEXT, "named": TEXTS, "weak": TEXTS},), "stop!": {"labels!": TEXTS},
    },
    "papers/notice": {
        "reason!": {"refused!": PATTERNS, "own!": TEXTS, "never!": PATTERNS},
        "window!": {"patterns!": PATTERNS, "never!": PATTERNS}, "external_window!": {"patterns!": PATTERNS, "never!": PATTERNS},
        "level!": {"first!": PATTERNS, "second!": PATTERNS, "rights!": PATTERNS}, "expedited!": {"patterns!": PATTERNS},
        "reviewed!": {"starts!": TEXTS}, "hint!": {"*": PATTERNS},
        "where!": {"appeal!": TEXTS, "external!": TEXTS, "skip!": TEXTS, "elsewhere!": TEXTS, "other!": TEXTS},
    },
    "papers/reply": {"recorded!": DAY, "common!": TEXTS},
    "papers/statement": {
        "claim!": {"*": TEXTS}, "total!": {"claim!": TEXTS, "grand!": TEXTS, "either!": TEXTS, "part!": TEXTS},
        "common!": {"*": TEXTS},
    },
}  # fmt: skip


def shape_of(name: str) -> Any:
    """The shape of a data file, by its place without the ending (``formats/cigna``); ``None`` where it has none."""
    if name in SHAPES:
        return SHAPES[name]
    return next((shape for pattern, shape in SHAPES.items() if fnmatchcase(name, pattern)), None)
