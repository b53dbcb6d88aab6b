"""A generated file's code without what it says in words, for who asks whether two modules are the same."""

import ast

from cnndsl.python_trees import tree_of


def bare(text: str) -> ast.Module:
    """The syntax tree without docstrings, which hold shapes and counts; comments are not in it anyway."""
    tree = tree_of(text)
    assert isinstance(tree, ast.Module)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(
            node
        ):
            del node.body[0]
    return tree
