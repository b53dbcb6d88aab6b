"""JSON, for scripts and editors. The keys are a contract (docs/cli.md)."""

from typing import TYPE_CHECKING, Any

from cnndsl.analyse.figures import LayerFigures, Result
from cnndsl.diagnostics import Diagnostic
from cnndsl.fixes import Fix
from cnndsl.network import Network
from cnndsl.paths import show_path
from cnndsl.text import Span, Text

if TYPE_CHECKING:
    from cnndsl.analyse.report import Report

VERSION = 1


def document(result: Result) -> dict[str, Any]:
    """One spec's object."""
    network = result.network
    shape = list(network.input) if network.input else None
    outputs = [] if network.partial else [each for each in network.outputs if not each.aux]
    found: dict[str, Any] = {
        "version": VERSION,
        "network": network.name,
        "source": network.text.name,
        "set": {name: _number(value) for name, value in result.given},
        "ok": network.ok,
        "input": shape,
        "inputs": {name or "input": list(each) for name, each in network.shapes.items()},
        "outputs": {output.name: list(output.shape) for output in outputs},
        "partial": network.partial,
        "totals": result.totals._asdict(),
        "at_least": list(result.at_least),
        "layers": layers(result),
        "diagnostics": diagnostics(network),
    }
    if result.family is not None:
        from cnndsl.show.family import document as of_family

        found |= {"totals": {}, "family": of_family(result)}
    return found


def layers(result: Result) -> list[dict[str, Any]]:
    """Every layer with its figures; with several inputs also the name of that which its view is of."""
    found = [_layer(row, result.network.text) for row in result.rows]
    for layer, row in zip(found, result.rows, strict=True):
        layer |= {"view_of": row.sees} if row.sees else {}
    return found


def diagnostics(network: Network) -> list[dict[str, Any]]:
    """What was found, with its places and its fixes."""
    return [_diagnostic(found, network.text) for found in network.diagnostics]


def _layer(row: LayerFigures, text: Text) -> dict[str, Any]:
    placed = row.placed
    place = text.place(placed.origin.span.start)
    return {
        "path": show_path(placed.path),
        "kind": placed.layer.word,
        "code": placed.origin.code,
        "file": text.at(placed.origin.span.start).name,
        "line": place.line,
        "column": place.column,
        "assumed": placed.assumed,
        "aux": placed.aux,
        "input": list(placed.input),
        "shape": list(placed.output),
        "params": row.params,
        "buffers": row.buffers,
        "unshared_params": row.unshared_params,
        "macs": row.macs,
        "flops": row.flops,
        "other_ops": row.other_ops,
        "activations": row.activations,
        "receptive_field": [axis and axis.field for axis in row.view],
        "jump": [axis and _number(axis.jump) for axis in row.view],
        "start": [axis and axis.start for axis in row.view],
        "shared": row.shared or None,
    }


def report_document(report: "Report") -> dict[str, Any]:
    """One network's account: what `check` says, for a type, a batch and a device."""
    base = document(report.result)
    for layer, row in zip(base["layers"], report.rows, strict=True):
        layer |= {
            "activation_bytes": row.activation_bytes,
            "alive_bytes": row.alive_bytes,
            "kept_bytes": row.kept_bytes,
        }
        if row.bound:
            layer |= {
                "seconds": row.bound.seconds,
                "bound": row.bound.by,
                "intensity": row.bound.intensity,
            }
        if row.measured is not None:
            layer["measured_seconds"] = row.measured
    seen = report.last_view
    own: dict[str, Any] = {
        "totals": report.totals,
        "at_least": list(report.at_least),
        "peak_at": report.peak_at,
        "receptive_field": [axis and axis.field for axis in seen.view] if seen else None,
        "receptive_field_at": seen.path if seen else None,
        "settings": report.settings._asdict(),
    }
    if report.measured_on:
        own["measured_on"] = report.measured_on
    return {**base, **own}


def _number(jump: Any) -> int | float:
    return jump if isinstance(jump, int) else float(jump)


def stretch(span: Span, text: Text) -> dict[str, int]:
    """Lines and columns from 1; the end is the place after the last character."""
    start, end = text.place(span.start), text.place(span.end)
    return {
        "line": start.line,
        "column": start.column,
        "end_line": end.line,
        "end_column": end.column,
    }


def _diagnostic(found: Diagnostic, text: Text) -> dict[str, Any]:
    return {
        "code": found.code,
        "severity": found.severity,
        "message": found.message,
        "file": text.at(found.span.start).name,
        **stretch(found.span, text),
        "label": found.label,
        "note": found.note,
        "help": found.help,
        "related": [
            {
                "file": text.at(related.span.start).name,
                **stretch(related.span, text),
                "message": related.message,
            }
            for related in found.related
        ],
        "fixes": [_fix(fix, text) for fix in found.fixes],
    }


def _fix(fix: Fix, text: Text) -> dict[str, Any]:
    """Its edits; those of a single one stand beside the title too."""
    edits = [
        {
            "file": text.at(edit.span.start).name,
            **stretch(edit.span, text),
            "text": edit.text,
        }
        for edit in fix.edits
    ]
    alone = edits[0] if len(edits) == 1 else {}
    return {"title": fix.title, "safe": fix.safe, **alone, "edits": edits}
