"""Each command: what it is for, its own options, and examples of its use; docs/cli.md names each option."""

import argparse
from collections.abc import Callable

from cnndsl.cli import option_types
from cnndsl.named_tuple import NamedTuple
from cnndsl.validation.option_text import DTYPES, STYLES, THEMES

SPEC_HELP = "a file, `-` for standard input, a bundled network's name, or a spec's text"
TABLE_FORMATS = ("terminal", "plain", "json", "csv", "markdown", "html")
LIST_FORMATS = ("terminal", "plain", "json", "markdown")
SWEEP_FORMATS = ("table", "csv", "jsonl", "json", "parquet")
FORMATS = ("full", "concise", "json", "github", "sarif")
SHELLS = ("bash", "zsh", "fish")
ENGINES = ("joblib", "ray", "slurm")
A_FAMILY = "input 3x32x32 [C3D{16,32} R P]*{1..3} GAP FC10"


class Command(NamedTuple):
    """A command, as its help has it."""

    about: str
    options: Callable[[argparse.ArgumentParser], None]
    examples: tuple[str, str]
    takes_specs: bool = True
    """Whether it has the options of a spec: `--input`, `--set` and their like."""


def _specs(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("specs", nargs="+", metavar="SPEC", help=SPEC_HELP)


def _check_options(parser: argparse.ArgumentParser) -> None:
    _specs(parser)
    parser.add_argument("--format", choices=FORMATS, default="full", help="how to say it (full)")
    parser.add_argument(
        "--fix", action="store_true", help="mend what can be nothing else, and check what is left"
    )
    parser.add_argument(
        "--diff", action="store_true", help="show what --fix would change, and change nothing"
    )


def _building_options(parser: argparse.ArgumentParser) -> None:
    _build_options(parser)
    parser.add_argument(
        "--to",
        choices=("torch", "mermaid", "dot"),
        default="torch",
        help="a PyTorch module (torch), or a graph for programs that draw",
    )
    parser.add_argument(
        "-o",
        metavar="FILE",
        dest="output",
        type=option_types.file_name,
        help="the file to write; without it, standard output",
    )
    parser.add_argument("--verify", action="store_true", help="also run it in PyTorch and compare")
    parser.add_argument(
        "--force", action="store_true", help="replace a file that was changed since it was built"
    )


def _expand_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("spec", metavar="SPEC", help=SPEC_HELP)
    parser.add_argument(
        "-o",
        metavar="FILE",
        dest="output",
        type=option_types.spec_file,
        help="the file to write; without it, standard output",
    )
    parser.add_argument(
        "--flat", action="store_true", help="a layer a line: copies, groups and blocks unrolled"
    )


def _draw_options(parser: argparse.ArgumentParser) -> None:
    _specs(parser)
    parser.add_argument(
        "-o",
        metavar="FILE",
        dest="output",
        type=option_types.picture_file,
        help="the file to write: .svg, .png, .pdf, .tex, .dot or .mmd; without it, SVG on standard output",
    )
    parser.add_argument(
        "--style", choices=STYLES, help="how to draw it; without it, as suits the network"
    )
    parser.add_argument("--unfold", action="store_true", help="every copy and every block in full")
    parser.add_argument(
        "--depth", type=option_types.count, metavar="N", help="how many levels of parts to draw"
    )
    parser.add_argument(
        "--width",
        type=option_types.inches,
        metavar="WIDTH",
        help="the width in print, as 5.5in: letters stay at 7 points or more",
    )
    parser.add_argument(
        "--landscape", action="store_true", help="as wide as a slide, where that can be"
    )
    parser.add_argument(
        "--theme",
        choices=THEMES,
        default="auto",
        help="light, dark, or by the reader's own setting (auto)",
    )
    parser.add_argument(
        "--only", metavar="PATH", help="one block or stage alone, by its path, as layer1.0"
    )
    parser.add_argument(
        "--titles", metavar="FILE", help="lines `PATH title`: what layers and parts are called"
    )
    parser.add_argument(
        "--force", action="store_true", help="replace a file even by a picture of a mistake"
    )


def _compare_options(parser: argparse.ArgumentParser) -> None:
    _specs(parser)
    _tables(parser)


def _networks_options(parser: argparse.ArgumentParser) -> None:
    from cnndsl.resources import fields

    parser.add_argument(
        "words", nargs="*", metavar="WORD", help="those that have all these words, as in `resnet`"
    )
    parser.add_argument(
        "--field",
        type=option_types.one_of("field", fields()),
        metavar="NAME",
        help=f"what they are for: {', '.join(fields())}",
    )
    option_types.repeated(
        parser,
        "--max",
        option_types.amount,
        "FIGURE=VALUE",
        "those whose total is at most that, as params=5M",
    )
    parser.add_argument(
        "--format", choices=LIST_FORMATS, default="terminal", help="how to show it (terminal)"
    )
    parser.set_defaults(output=None)


def _show_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NETWORK", help="one that comes along")
    parser.add_argument(
        "-o",
        metavar="FILE",
        dest="output",
        type=option_types.spec_file,
        help="the file to write, a new one; without it, standard output",
    )


def _fmt_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "specs", nargs="+", metavar="FILE", help="a spec's file, or `-` for standard input"
    )
    parser.add_argument(
        "--check",
        action="store_true",
        help="change nothing; exit 1 where a file is laid out otherwise",
    )
    parser.add_argument(
        "--diff", action="store_true", help="show what would change, and change nothing"
    )
    parser.add_argument(
        "--stdin-filename", metavar="FILE", help="the name of what comes from standard input"
    )


def _completion_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("shell", choices=SHELLS, metavar="SHELL", help=", ".join(SHELLS))


def _layers_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", metavar="LAYER", help="one, by its name or code")


def _explain_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("code", metavar="CODE", help="a code, as in `shape-unread`")


def _build_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("spec", metavar="SPEC", help=SPEC_HELP)
    parser.add_argument(
        "--device",
        type=option_types.device,
        help="the module's default: cpu, cuda, cuda:N, mps or auto",
    )
    parser.add_argument(
        "--dtype", type=option_types.dtype, choices=DTYPES, help="the module's default"
    )
    parser.add_argument("--logits", action="store_true", help="leave off the last softmax")
    parser.add_argument(
        "--inference",
        action="store_true",
        help="batch norms in the layers before them, no dropout, no aux heads; weights come from training",
    )
    parser.add_argument(
        "--zero-last-norm",
        action="store_true",
        help="let each residual block start as its shortcut: its last norm starts at 0",
    )
    parser.add_argument(
        "--class",
        dest="class_name",
        metavar="NAME",
        type=option_types.class_name,
        help="the class's name",
    )


def _weights_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("spec", metavar="SPEC", help=SPEC_HELP)
    parser.add_argument("checkpoint", metavar="CHECKPOINT", help="a .pt, .pth or .safetensors file")
    parser.add_argument(
        "-o",
        metavar="FILE",
        dest="output",
        type=option_types.safetensors,
        help="the .safetensors file to write; without it, only the report",
    )
    parser.add_argument(
        "--map", metavar="FILE", help="lines `OURS = THEIRS`, for what does not fit by itself"
    )
    parser.add_argument(
        "--save-map",
        metavar="FILE",
        type=option_types.map_file,
        help="write the map found, or a draft of one",
    )
    parser.add_argument("--key", help="where in the checkpoint the tensors lie, as in `model`")
    parser.add_argument(
        "--in-order",
        action="store_true",
        help="the checkpoint's order is the data's, whatever the names",
    )
    option_types.repeated(
        parser,
        "--fresh",
        option_types.part,
        "PATH",
        "fresh values for a layer or part of the network, whatever the checkpoint has for it",
    )
    parser.add_argument(
        "--fresh-head",
        action="store_true",
        help="fresh values for the last layers, where the number of classes is another",
    )
    parser.add_argument(
        "--dtype", type=option_types.dtype, choices=DTYPES, help="convert to another type"
    )
    parser.add_argument(
        "--inference", action="store_true", help="for the module that `build --inference` writes"
    )
    parser.add_argument("--seed", type=option_types.seed, default=0, help="for fresh values (0)")
    parser.add_argument("--pairs", action="store_true", help="report every tensor")


def _report_options(parser: argparse.ArgumentParser) -> None:
    from cnndsl.analyse.devices import DEVICES
    from cnndsl.analyse.training import OPTIMIZERS

    _specs(parser)
    _tables(parser)
    parser.add_argument(
        "--dtype",
        type=option_types.dtype,
        choices=DTYPES,
        default="float32",
        help="the type of weights and values, for bytes and times (float32)",
    )
    parser.add_argument(
        "--batch",
        type=option_types.count,
        default=1,
        metavar="N",
        help="images, for bytes and times (1)",
    )
    parser.add_argument(
        "--optimizer",
        type=option_types.one_of("optimizer", OPTIMIZERS),
        default="adam",
        metavar="NAME",
        help=f"for the memory of training: {', '.join(OPTIMIZERS)} (adam)",
    )
    parser.add_argument(
        "--device",
        type=option_types.one_of("device", DEVICES),
        metavar="NAME",
        help=f"the least time of each layer on {', '.join(DEVICES)}",
    )
    parser.add_argument(
        "--measure", action="store_true", help="also time each layer on this machine, in PyTorch"
    )
    parser.add_argument(
        "--unshared",
        action="store_true",
        help="also the parameters that each layer would have if its positions shared none",
    )
    option_types.repeated(
        parser,
        "--max",
        option_types.amount,
        "FIGURE=VALUE",
        "a limit on a total, as params=5M; exit 1 where it does not hold",
    )


def _sweep_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("spec", metavar="SPEC", help=SPEC_HELP)
    _which_networks(parser)
    _what_of_each(parser)
    parser.add_argument(
        "-o",
        metavar="FILE",
        dest="output",
        type=option_types.sweep_output,
        help="the file to write: .parquet, .csv, .jsonl, .json, or .svg for a plot; or FOLDER/, for parts",
    )
    parser.add_argument(
        "--format", choices=SWEEP_FORMATS, help="how to write it (as FILE's ending says; table)"
    )
    parser.add_argument(
        "--shard", type=option_types.shard, metavar="K/N", help="one share of the parts, as 3/64"
    )
    parser.add_argument(
        "--on", choices=ENGINES, help="who does the parts in the place of this process"
    )
    parser.add_argument(
        "--jobs",
        type=option_types.count,
        metavar="N",
        help="how many of them at a time (as this machine has cores)",
    )
    parser.add_argument(
        "--yes", action="store_true", help="write more than 100 million rows without being asked"
    )


def _which_networks(parser: argparse.ArgumentParser) -> None:
    for name, about in (("--max", "at most, as params=500k"), ("--min", "at least, as macs=1M")):
        option_types.repeated(
            parser, name, option_types.amount, "FIGURE=VALUE", f"those whose figure is {about}"
        )
    parser.add_argument(
        "--front",
        type=option_types.figures,
        metavar="FIGURES",
        help="those that none surpasses, as params,macs,-receptive_field: with a minus more is better",
    )
    parser.add_argument(
        "--rank",
        type=option_types.figure,
        metavar="FIGURE",
        help="in the order of a figure, the least first; with a minus the greatest",
    )
    parser.add_argument(
        "--top",
        type=option_types.count,
        metavar="N",
        help="so many of these, from the best on (10)",
    )
    parser.add_argument(
        "--sample", type=option_types.count, metavar="N", help="drawn evenly, with replacement"
    )
    parser.add_argument("--seed", type=option_types.seed, metavar="N", help="of the draws (0)")
    parser.add_argument("--all", action="store_true", help="every one within the limits")


def _what_of_each(parser: argparse.ArgumentParser) -> None:
    from cnndsl.analyse.devices import DEVICES

    parser.add_argument(
        "--device",
        type=option_types.one_of("device", DEVICES),
        metavar="NAME",
        help=f"the least time on {', '.join(DEVICES)}, as the figure `seconds`",
    )
    parser.add_argument(
        "--dtype",
        type=option_types.dtype,
        choices=DTYPES,
        default="float32",
        help="the type of weights and values, for bytes and times (float32)",
    )
    parser.add_argument(
        "--spec", action="store_true", dest="specs_too", help="also each one's spec"
    )


def _tables(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--format", choices=TABLE_FORMATS, help="how to show it (as FILE's ending says; terminal)"
    )
    parser.add_argument(
        "-o", metavar="FILE", dest="output", type=option_types.file_name, help="the file to write"
    )
    parser.add_argument("--depth", type=option_types.count, metavar="N", help="unfold parts N deep")
    parser.add_argument("--all", action="store_true", help="unfold down to every layer")


COMMANDS = {
    "check": Command(
        "problems, then the table of layers with totals",
        _check_options,
        ("cnndsl check vgg_d", 'cnndsl check "input 3x32x32 C3D16 R P FC10 S" --strict'),
    ),
    "build": Command(
        "a Python file with one readable PyTorch module",
        _building_options,
        (
            "cnndsl build vgg_d --logits --dtype bfloat16 -o vgg_d.py",
            "cnndsl build googlenet --to mermaid -o googlenet.mmd",
        ),
    ),
    "verify": Command(
        "builds it in PyTorch and compares shapes, parameters, MACs and numbers",
        _build_options,
        ("cnndsl verify lenet5", "cnndsl verify mobilenet_v2 --inference"),
    ),
    "report": Command(
        "the full account: parameters, work, memory, views; time on a device",
        _report_options,
        (
            "cnndsl report alexnet --unshared",
            "cnndsl report resnet50 --batch 32 --max training_bytes=8G -o resnet50.html",
        ),
    ),
    "compare": Command(
        "several networks side by side, or one with several values of a constant",
        _compare_options,
        (
            "cnndsl compare vgg_a vgg_d",
            'cnndsl compare "let w = 16 input 3x32x32 C3D<w> R GAP FC10" --set w=16 --set w=32',
        ),
    ),
    "draw": Command(
        "a picture as lectures and papers have it, as SVG, PNG, PDF or LaTeX",
        _draw_options,
        (
            "cnndsl draw resnet152 -o resnet152.svg",
            "cnndsl draw vgg_a vgg_d --width 5.5in -o vgg.tex",
        ),
    ),
    "expand": Command(
        "a plain spec that means the same and leaves nothing to be known",
        _expand_options,
        (
            "cnndsl expand resnet50 -o my_resnet.cnn",
            "cnndsl expand googlenet --flat",
        ),
    ),
    "sweep": Command(
        "looks through a family of networks: its front, its best, a sample or all",
        _sweep_options,
        (
            f'cnndsl sweep "{A_FAMILY}" --front params,macs --max params=2M',
            f'cnndsl sweep "{A_FAMILY}" --rank macs --top 5 -o least.csv',
        ),
    ),
    "weights": Command(
        "a checkpoint made elsewhere, fitted to the network by name, order and shape",
        _weights_options,
        (
            "cnndsl weights resnet18 resnet18.pth -o resnet18.safetensors",
            "cnndsl weights vgg_d vgg16.pth --save-map vgg_d.map",
        ),
    ),
    "fmt": Command(
        "the one layout of specs: aligned stages, tables and branches; nothing that a spec says changes",
        _fmt_options,
        ("cnndsl fmt vgg.cnn resnet.cnn", "cnndsl fmt --check --diff vgg.cnn"),
        takes_specs=False,
    ),
    "networks": Command(
        "the networks that come along, by field: input, parameters, MACs, year and source",
        _networks_options,
        ("cnndsl networks resnet cifar", "cnndsl networks --field audio --max params=1M"),
        takes_specs=False,
    ),
    "show": Command(
        "the text of a network that comes along, to read or to start from",
        _show_options,
        ("cnndsl show vgg_d", "cnndsl show resnet50 -o my_resnet.cnn"),
        takes_specs=False,
    ),
    "layers": Command(
        "the vocabulary: codes, arguments, defaults, an example",
        _layers_options,
        ("cnndsl layers", "cnndsl layers maxpool"),
        takes_specs=False,
    ),
    "explain": Command(
        "a diagnostic in full: what it means, why, a bad and a good example",
        _explain_options,
        ("cnndsl explain shape-unread", "cnndsl explain assumed-input"),
        takes_specs=False,
    ),
    "completion": Command(
        "what makes a shell complete commands, options and names",
        _completion_options,
        (
            'eval "$(cnndsl completion bash)"',
            "cnndsl completion fish > ~/.config/fish/completions/cnndsl.fish",
        ),
        takes_specs=False,
    ),
}
