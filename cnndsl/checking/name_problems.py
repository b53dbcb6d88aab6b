"""The words for names that cannot be given, or are given twice."""

import builtins
import keyword
from typing import TYPE_CHECKING

from cnndsl.diagnostics import Diagnostic, Related, diagnostic
from cnndsl.fixes import Edit, Fix
from cnndsl.lazy_modules import LazyModule
from cnndsl.syntax import tree
from cnndsl.text import Span, Text

if TYPE_CHECKING:
    from cnndsl.checking import name_fixes
else:
    name_fixes = LazyModule("cnndsl.checking.name_fixes")

RESERVED = frozenset(
    [
        "network",
        "input",
        "INPUT",
        "let",
        "default",
        "after",
        "expect",
        "use",
        "block",
        "head",
        "aux",
        "cat",
        "add",
        "sub",
        "mul",
        "dot",
        "mix",
        "split",
        "each",
        "shared",
        "at",
        "any",
        "seq",
        "id",
        "proj",
        "in",
        "i",
        "min",
        "max",
        "round",
        "ceil",
        "floor",
        "divisible",
        "sqrt",
        "yes",
        "no",
        "valid",
        "half",
        "full",
        "same",
    ]
)
LABELS_TOO = frozenset(["block", "head"])
"""Words of the language that may be labels: parts of many networks have these names, in torchvision and timm too."""
GENERATED = frozenset(
    "factory device dtype dict range super zip tuple int float bool str".split()  # noqa: SIM905
)
"""What a generated class's own lines call."""
MODULE_NAMES = frozenset(
    [
        "T_destination",
        "add_module",
        "append",
        "apply",
        "bfloat16",
        "buffers",
        "call_super_init",
        "children",
        "compile",
        "cpu",
        "cuda",
        "double",
        "dump_patches",
        "eval",
        "extra_repr",
        "float",
        "extend",
        "feature_info",
        "forward",
        "forward_features",
        "forward_head",
        "get_buffer",
        "get_extra_state",
        "get_parameter",
        "get_submodule",
        "half",
        "ipu",
        "init_weights",
        "insert",
        "load_state_dict",
        "modules",
        "mtia",
        "named_buffers",
        "named_children",
        "named_modules",
        "named_parameters",
        "parameters",
        "pop",
        "register_backward_hook",
        "register_buffer",
        "register_forward_hook",
        "register_forward_pre_hook",
        "register_full_backward_hook",
        "register_full_backward_pre_hook",
        "register_load_state_dict_post_hook",
        "register_load_state_dict_pre_hook",
        "register_module",
        "register_parameter",
        "register_state_dict_post_hook",
        "register_state_dict_pre_hook",
        "requires_grad_",
        "reset_parameters",
        "set_extra_state",
        "set_submodule",
        "share_memory",
        "state_dict",
        "to",
        "to_empty",
        "train",
        "training",
        "type",
        "xpu",
        "zero_grad",
    ]
)
"""What every PyTorch module has already."""
FILE_NAMES = frozenset(
    [
        "nn",
        "torch",
        "F",
        "self",
        "cls",
        "Any",
        "NamedTuple",
        "crop_like",
        "he_normal",
        "fold_norm",
        "on_this_machine",
    ]
)
"""What the generated file gives a meaning of its own."""


@diagnostic("name-reserved")
def reserved_name(span: Span, name: str, why: str, fix: Fix) -> Diagnostic:
    """A name that has another meaning, in the language, in Python or in PyTorch's modules.

    Labels become attributes of the PyTorch module, and the network's name becomes its class.

    Bad:  input 3x32x32 forward: C3D8 R FC10
    Good: input 3x32x32 first: C3D8 R FC10
    """
    better = fix.edits[0].text
    return Diagnostic(
        span, f"`{name}` cannot be a name: {why}", help=f"as in `{better}`", fixes=(fix,)
    )


@diagnostic("name-twice")
def name_twice(span: Span, name: str, first: Span, text: Text) -> Diagnostic:
    """A label is used twice in the same surroundings.

    Bad:  input 3x32x32 a: C3D8 R a: FC10
    Good: input 3x32x32 a: C3D8 R b: FC10
    """
    related = (Related(first, "first used here"),)
    better = name_fixes.free(text.at(span.start), name, lambda each: why_not(each, label=True))
    return Diagnostic(
        span,
        f"the label `{name}` is used twice",
        help=f"call one of the two `{better}`",
        related=related,
        fixes=name_fixes.second_renamed(text, span, first, name, better),
    )


@diagnostic("statement-twice")
def statement_twice(span: Span, word: str, first: Span, text: Text) -> Diagnostic:
    """A statement that a spec has once stands in it twice.

    Bad:  input 3x32x32 input 3x64x64 C3D8 R FC10
    Good: input 3x64x64 C3D8 R FC10
    """
    related = (Related(first, "first given here"),)
    keyword = word if word == "network" else ""
    return Diagnostic(
        span,
        f"`{word}` is given twice",
        help="remove one of the two",
        related=related,
        fixes=name_fixes.one_of_two_removed(text, span, first, keyword),
    )


def after_none_beside(span: Span, first: Span, text: Text) -> Diagnostic:
    """`after none` and another `after` in one file: the one says that nothing is filled in, the other what is."""
    found = statement_twice(span, "after", first, text)
    return found._replace(
        message="`after none` says that nothing is filled in, and another `after` says what is"
    )


def default_twice(first: tree.Default, second: tree.Default, text: Text) -> Diagnostic:
    """A second `default` of one kind: both may be meant, if they speak of other arguments, or one of them."""
    found = statement_twice(second.span, f"default {second.layer.name}", first.span, text)
    given = [[argument.key for argument in each.layer.arguments] for each in (first, second)]
    if not all((*given[0], *given[1])) or {*given[0]} & {*given[1]}:
        return found
    words = ", ".join(text.words(argument.span) for argument in second.layer.arguments)
    end = first.span.end - 1
    both = Fix("make one of both", (Edit(Span(end, end), f", {words}"), Edit(second.span, "")))
    hint = "make one of both, or remove one of them"
    return found._replace(
        help=hint, fixes=(both, *(each._replace(safe=False) for each in found.fixes))
    )


def why_not(name: str, *, label: bool) -> str:
    """Why a name cannot be given, or nothing where it can."""
    if name in RESERVED and not (label and name in LABELS_TOO):
        return "it is a word of the language"
    if not name.isidentifier():
        starts = name[:1].isdecimal() and f"n{name}".isidentifier()
        return (
            "a name starts with a letter" if starts else "a name has letters, digits and `_` alone"
        )
    if keyword.iskeyword(name) or name in FILE_NAMES:
        return "it has a meaning in Python"
    if label and name in MODULE_NAMES:
        return "every PyTorch module has something of that name"
    if name.startswith("_"):
        return "it starts with an underscore"
    if not name.isascii():
        return "it has letters outside A-Z, a-z"
    return ""


def why_not_parameter(name: str) -> str:
    """Why a block's parameter cannot be called so: it becomes an argument of a class."""
    return why_not(name, label=False) or "the generated class uses it" * (name in GENERATED)


def why_not_network(name: str) -> str:
    """Why a network cannot be called so: it becomes a class, beside what Python has."""
    return "it has a meaning in Python" if hasattr(builtins, name) else why_not(name, label=False)


def why_not_block(name: str) -> str:
    """Why a block cannot be called so: it becomes a class."""
    if keyword.iskeyword(name.title()):
        return "it has a meaning in Python"
    return why_not(name, label=False)
