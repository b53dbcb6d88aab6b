"""SARIF 2.1.0, for code scanning: the problems, and the fixes that are offered for them."""

import os
from typing import Any

from cnndsl.analyse.figures import Result
from cnndsl.diagnostics import CATALOGUE, Diagnostic
from cnndsl.fixes import Edit, Fix
from cnndsl.show.as_json import stretch
from cnndsl.text import Span, Text


def sarif(results: list[Result], version: str) -> dict[str, Any]:
    """One run, with the rules that it raised."""
    found = [
        (each, result.network.text) for result in results for each in result.network.diagnostics
    ]
    codes = sorted({each.code for each, _ in found})
    driver = {
        "name": "cnndsl",
        "version": version,
        "rules": [
            {"id": code, "shortDescription": {"text": CATALOGUE[code].explanation.split("\n")[0]}}
            for code in codes
        ],
    }
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "columnKind": "unicodeCodePoints",
                "results": [_sarif_result(each, text, codes) for each, text in found],
            }
        ],
    }


def _sarif_result(found: Diagnostic, text: Text, codes: list[str]) -> dict[str, Any]:
    words = found.message + (f"\n{found.help}" if found.help else "")
    related = [
        {"message": {"text": each.message}, **_location(each.span, text)} for each in found.related
    ]
    fixes = [_fix(each, text) for each in found.fixes]
    return {
        "ruleId": found.code,
        "ruleIndex": codes.index(found.code),
        "level": found.severity,
        "message": {"text": words},
        "locations": [_location(found.span, text)],
        **({"relatedLocations": related} if related else {}),
        **({"fixes": fixes} if fixes else {}),
    }


def _fix(fix: Fix, text: Text) -> dict[str, Any]:
    """A fix, as SARIF has it: for each file, what is taken out and what is put in."""
    by_file: dict[str, list[dict[str, Any]]] = {}
    for edit in sorted(fix.edits):
        by_file.setdefault(text.at(edit.span.start).name, []).append(_replacement(edit, text))
    return {
        "description": {"text": fix.title},
        "artifactChanges": [
            {"artifactLocation": {"uri": _uri(name)}, "replacements": replacements}
            for name, replacements in by_file.items()
        ],
    }


def _replacement(edit: Edit, text: Text) -> dict[str, Any]:
    put_in = {"insertedContent": {"text": edit.text}} if edit.text else {}
    return {"deletedRegion": _region(edit.span, text), **put_in}


def _location(span: Span, text: Text) -> dict[str, Any]:
    where = {
        "artifactLocation": {"uri": _uri(text.at(span.start).name)},
        "region": _region(span, text),
    }
    return {"physicalLocation": where}


def _uri(name: str) -> str:
    """A file's name as the address that it is in a browser, whatever letters and bytes it has."""
    from urllib.parse import quote

    return quote(os.fsencode(name))


def _region(span: Span, text: Text) -> dict[str, int]:
    place = stretch(span, text)
    return {
        "startLine": place["line"],
        "startColumn": place["column"],
        "endLine": place["end_line"],
        "endColumn": place["end_column"],
    }
