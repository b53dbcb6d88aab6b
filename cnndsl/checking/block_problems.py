"""The words for what is wrong with blocks, their uses, and files that are taken in."""

from collections.abc import Iterable

from cnndsl.checking import name_fixes
from cnndsl.checking.name_fixes import free, one_of_two_removed, rename, statement_removed
from cnndsl.checking.name_problems import why_not, why_not_block
from cnndsl.diagnostics import Diagnostic, Related, diagnostic
from cnndsl.fixes import Edit, Fix, remove, replace
from cnndsl.layers.layer import KINDS
from cnndsl.limits import limits
from cnndsl.spelling import did_you_mean
from cnndsl.syntax import tree
from cnndsl.text import Span, Text


@diagnostic("block-argument")
def wrong_argument(
    span: Span, message: str, signature: str, definition: Span, fixes: tuple[Fix, ...] = ()
) -> Diagnostic:
    """A block is used without a parameter that it needs, or with one that it does not take.

    Parameters are given in order or by name; one with a default may be left out.

    Bad:  block twice(d, s=1) { C3D<d>s<s> R C3D<d> R }  input 3x32x32 twice(s=2) FC10
    Good: block twice(d, s=1) { C3D<d>s<s> R C3D<d> R }  input 3x32x32 twice(8, s=2) FC10
    """
    related = (Related(definition, "defined here"),)
    way_out = f"it is used as `{signature}`"
    return Diagnostic(span, message, help=way_out, related=related, fixes=fixes)


@diagnostic("block-layers")
def number_and_layers(span: Span, name: str, number: Span, text: Text) -> Diagnostic:
    """A block's parameter stands for layers by its default, and is used as a number as well.

    Layers that a block is given stand in brackets: `act=[hardswish]`. In its body the parameter is written like a
    layer, without arguments, and is no number.

    Bad:  block b(d=[R]) { C3D<d> d }  input 3x32x32 b GAP FC10
    Good: block b(d, act=[R]) { C3D<d> act }  input 3x32x32 b(8) GAP FC10
    """
    words = text.words(number)
    return Diagnostic(
        span,
        f"`{name}` stands for layers, and for a number too",
        help="give the two different names",
        related=(Related(number, f"in `{words}` it is a number"),),
    )


@diagnostic("block-layers-default")
def default_without_brackets(name: str, span: Span, text: Text) -> Diagnostic:
    """A block's parameter stands in a layer's place, and its default is no layers. These stand in brackets.

    Bad:  block b(act=relu) { C3D8 act }  input 3x32x32 b GAP FC10
    Good: block b(act=[relu]) { C3D8 act }  input 3x32x32 b GAP FC10
    """
    words = text.words(span)
    return Diagnostic(
        span,
        f"`{name}` stands for layers, and these are given in brackets",
        help=f"write `[{words}]`",
        fixes=(replace(span, f"[{words}]"),),
    )


@diagnostic("block-layers-arguments")
def layers_with_arguments(written: tree.WrittenLayer) -> Diagnostic:
    """A block's parameter that stands for layers is given arguments where the block has it.

    The layers are given to the block with all their arguments, and stand in its body as they are.

    Bad:  block b(act=[leaky_relu]) { C3D8 act(0.1) }  input 3x32x32 b GAP FC10
    Good: block b(act=[leaky_relu(0.1)]) { C3D8 act }  input 3x32x32 b GAP FC10
    """
    behind = Span(written.name_span.end, written.span.end)
    return Diagnostic(
        written.span,
        f"`{written.name}` stands for layers that are given with their arguments, and takes none here",
        help=f"write `{written.name}`",
        fixes=(remove(behind)._replace(title=f"write `{written.name}`"),),
    )


@diagnostic("block-parameter-twice")
def parameter_twice(span: Span, name: str, first: Span, text: Text) -> Diagnostic:
    """Two parameters of a block have the same name.

    Bad:  block a(d, d) { C3D<d> R }  input 3x32x32 a(8) FC10
    Good: block a(d, e) { C3D<d> R C3D<e> R }  input 3x32x32 a(8, 16) FC10
    """
    related = (Related(first, "first here"),)
    better = free(text, name, lambda each: why_not(each, label=False))
    named = rename(better, [Span(span.start, span.start + len(name))])
    return Diagnostic(
        span,
        f"the parameter `{name}` stands twice",
        help=f"remove one of the two, or call it `{better}`",
        related=related,
        fixes=(_parameter_removed(text, span), named),
    )


def _parameter_removed(text: Text, span: Span) -> Fix:
    """A parameter is taken out, with the comma before it."""
    start = text.content.rindex(",", 0, span.start - text.start) + text.start
    return Fix("remove this one", (Edit(Span(start, span.end), ""),))


@diagnostic("block-parameter-order")
def parameter_order(span: Span, name: str, fix: Fix | None) -> Diagnostic:
    """A parameter that has to be given stands behind one that may be left out.

    Bad:  block a(s=1, d) { C3D<d>s<s> R }  input 3x32x32 a(d=8) GAP FC10
    Good: block a(d, s=1) { C3D<d>s<s> R }  input 3x32x32 a(8) GAP FC10
    """
    return Diagnostic(
        span,
        f"`{name}` has no default and stands behind a parameter that has one",
        help="put what has to be given first, or give it a default",
        fixes=(fix,) if fix else (),
    )


@diagnostic("block-twice")
def block_twice(
    span: Span,
    name: str,
    first: Span,
    text: Text | None = None,
    bodies: tuple[Span, Span] | None = None,
) -> Diagnostic:
    """A block is defined twice, in one file or in two that are used together.

    Bad:  block a { C3D8 R }  block a { C1D8 R }  input 3x32x32 a FC10
    Good: block a { C3D8 R }  block b { C1D8 R }  input 3x32x32 a b FC10
    """
    related = (Related(first, "first defined here"),)
    fixes: tuple[Fix, ...] = ()
    if text is not None and bodies is not None:
        better = free(text, name, lambda each: why_not(each, label=False))
        fixes = one_of_two_removed(text, *bodies)
        named = rename(better, [span])._replace(title=f"call this one `{better}`")
        fixes = fixes if fixes[0].safe else (named, *fixes)
    return Diagnostic(
        span,
        f"the block `{name}` is defined twice",
        help="give one of the two another name",
        related=related,
        fixes=fixes,
    )


@diagnostic("block-unused", "warning")
def block_unused(span: Span, name: str, text: Text, body: Span) -> Diagnostic:
    """A block is defined and nothing uses it.

    Bad:  block a { C3D8 R }  input 3x32x32 C3D8 R FC10
    Good: block a { C3D8 R }  input 3x32x32 a FC10
    """
    return Diagnostic(
        span,
        f"nothing uses the block `{name}`",
        help=f"write `{name}` where it is meant, or remove it",
        fixes=(statement_removed(text, body, "remove it"),),
    )


def _layer(name: str) -> str:
    return "a layer is called so" if name in KINDS else ""


def block_renamed(block: tree.Block, text: Text) -> Fix:
    """The way out of a name that a block cannot have, or better had not."""
    better = free(text, block.name.name, lambda name: why_not_block(name) or _layer(name))
    return name_fixes.block_renamed(text, block, better)


@diagnostic("block-hides-layer", "note")
def layer_hidden(block: tree.Block, text: Text) -> Diagnostic:
    """A block is called as a layer is: the name means the block, wherever the block is seen.

    So what was written before there was such a layer goes on to mean what it meant. `default` and `after`
    speak of the layer, and a layer's code (`C3D8`) goes on to be the layer.

    Bad:  block gelu { C3D8 R }  input 3x32x32 gelu FC10
    Good: block part { C3D8 R }  input 3x32x32 part FC10
    """
    name, fix = block.name.name, block_renamed(block, text)
    return Diagnostic(
        block.name.span,
        f"`{name}` is this block here, and the layer `{name}` is hidden",
        help=f"where both are wanted, call the block `{fix.edits[0].text}`",
        fixes=(fix,),
    )


@diagnostic("block-recursion")
def block_recursion(span: Span, names: list[str]) -> Diagnostic:
    """A block uses itself, by itself or through others, and so would never end.

    Bad:  block a { C3D8 b }  block b { R a }  input 3x32x32 a FC10
    Good: block a { C3D8 b }  block b { R }  input 3x32x32 a FC10
    """
    way = " -> ".join(f"`{name}`" for name in [*names, names[0]])
    return Diagnostic(
        span,
        f"the block `{names[0]}` uses itself: {way}",
        help="repeat a part with `*`, as in `[C3D8 R]*3`",
    )


def layer_hidden_from_itself(span: Span, block: tree.Block, text: Text) -> Diagnostic:
    """A block that is called as a layer is, and has that layer in its body: there, too, the name is the block."""
    name, fix = block.name.name, block_renamed(block, text)
    found = block_recursion(span, [name])
    hint = f"to have the layer `{name}` in it, call the block `{fix.edits[0].text}`"
    return found._replace(help=hint, fixes=(fix,))


@diagnostic("limit-bodies")
def too_many_bodies(span: Span) -> Diagnostic:
    """Blocks are used with more different arguments, or depths that come in, than the compiler takes: 5,000.

    `--limit bodies=N` raises the limit.
    """
    return Diagnostic(
        span,
        f"blocks unfold to more than {limits().bodies:,} different bodies, which is the limit",
        help=f"repeat a block with `*` rather than using it twice in itself; {limits().raising('bodies')}",
    )


@diagnostic("use-unreadable")
def use_unreadable(span: Span, file: str, why: str, names: Iterable[str] = ()) -> Diagnostic:
    """A file that is to be taken in is not there, or cannot be read.

    The name is relative to the file in which `use` stands.

    Bad:  use "nowhere.cnn"  input 3x32x32 C3D8 R FC10
    Good: block b { C3D8 R }  input 3x32x32 b FC10
    """
    message = f'`"{file}"` cannot be used: {why}'
    folder, slash, name = file.rpartition("/")
    known = list(names)
    quoted = Span(span.end - len(file) - 2, span.end)

    def shown(name: str) -> str:
        return f'"{folder}{slash}{name}"'

    if f"{name}.cnn" in known:
        better = shown(f"{name}.cnn")
        fix = replace(quoted, better, safe=True)
        return Diagnostic(span, message, help=f"did you mean `{better}`?", fixes=(fix,))
    way_out, fixes = did_you_mean(quoted, name, known, shown)
    return Diagnostic(span, message, help=way_out, fixes=fixes)


@diagnostic("use-outside")
def use_outside(span: Span, file: str, first: str) -> Diagnostic:
    """A file that is to be taken in lies outside of the first file's folder, perhaps behind a link.

    Opening a spec reads nothing else of yours: `use` takes in what lies in the folder of the first file or
    below it. `--use-below FOLDER` allows another folder.

    Bad:  use "../blocks.cnn"  input 3x32x32 C3D8 R FC10
    Good: block b { C3D8 R }  input 3x32x32 b FC10
    """
    return Diagnostic(
        span,
        f'`"{file}"` lies outside of the folder of `{first}`',
        help="put it below that folder, or allow its own: `--use-below FOLDER`",
    )


@diagnostic("use-circle")
def use_circle(span: Span, file: str, ring: list[str], text: Text) -> Diagnostic:
    """A file takes in itself, directly or through others."""
    fixes: tuple[Fix, ...] = ()
    if len(ring) == 1:
        fixes = (statement_removed(text, span, "remove it", "use"),)
        message = f'`"{file}"` is this file itself'
    else:
        way = " -> ".join(f"`{name}`" for name in [*ring, ring[0]])
        message = f"these files use one another in a circle: {way}"
    way_out = "remove it" if fixes else "put what both need in a file of its own"
    return Diagnostic(span, message, help=way_out, fixes=fixes)
