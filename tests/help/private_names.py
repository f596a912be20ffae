"""Which private names of other packages a module of the program uses, read from its source."""

from __future__ import annotations

import ast
import sys
from functools import cache
from pathlib import Path
from types import ModuleType

PRODUCT = "hpev_tui"

_PUBLIC = {"_replace", "_asdict", "_fields"}
"""What named tuples offer to everyone."""
_BY_NAME = {"getattr", "setattr", "hasattr", "delattr"}


def names_used(module: ModuleType) -> dict[str, int]:
    """The private names that are neither the module's nor the program's, with a line of each.

    Of `self` and `super()` those that a class from elsewhere has, which the object's own extends;
    of anything else all that this module does not define.
    """
    assert module.__file__ is not None
    tree = ast.parse(Path(module.__file__).read_text())
    finder = _Finder(module, _defined_in(tree) | set(vars(module)))
    finder.visit(tree)
    return finder.lines


@cache
def names_of(kind: type) -> frozenset[str]:
    """The private names of a class and of its objects that are not the program's."""
    names: set[str] = set()
    for each in kind.__mro__:
        if each.__module__.partition(".")[0] in (PRODUCT, "builtins", "typing", "abc"):
            continue
        names |= vars(each).keys()
        names |= _fields_of_classes(each.__module__).get(each.__name__, frozenset())
    return frozenset(filter(is_private, names))


@cache
def _fields_of_classes(module: str) -> dict[str, set[str]]:
    """What the methods of each class of a module set on `self`, by the class's name."""
    path = getattr(sys.modules.get(module), "__file__", None) or ""
    if not path.endswith(".py"):  # It is written in C.
        return {}
    tree = ast.parse(Path(path).read_text())
    return {node.name: _set_on_self(node) for node in tree.body if isinstance(node, ast.ClassDef)}


def is_private(name: str) -> bool:
    """Whether a name is somebody's own; `_` alone and names like `__file__` are not."""
    return name.startswith("_") and name.strip("_") != "" and not name.endswith("__")


class _Finder(ast.NodeVisitor):
    def __init__(self, module: ModuleType, own: set[str]) -> None:
        self._module = module
        self._own = own
        self._classes: list[type] = []
        self.lines: dict[str, int] = {}

    def _note(self, name: str, node: ast.AST) -> None:
        self.lines.setdefault(name, getattr(node, "lineno", 0))

    def _is_inherited(self, name: str) -> bool:
        return bool(self._classes) and name in names_of(self._classes[-1])

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        """`from textual._time import get_time`, `from textual.keys import _character_to_key`."""
        module = node.module or ""
        if module.partition(".")[0] != PRODUCT and module != "__future__":
            for alias in node.names:
                name = f"{module}.{alias.name}"
                if any(map(is_private, name.split("."))):
                    self._note(name, node)

    def visit_Import(self, node: ast.Import) -> None:
        """`import textual._time`."""
        for alias in node.names:
            if any(map(is_private, alias.name.split("."))):
                self._note(alias.name, node)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        """A class, whose own names may be those that it has inherited."""
        scope = self._classes[-1] if self._classes else self._module
        kind = getattr(scope, node.name, object)
        self._classes.append(kind if isinstance(kind, type) else object)
        for name in _names_in_body(node):
            if self._is_inherited(name):
                self._note(name, node)
        self.generic_visit(node)
        self._classes.pop()

    def visit_Attribute(self, node: ast.Attribute) -> None:
        """`self._driver`, `driver._mouse`, `os._exit`."""
        name = node.attr
        if is_private(name) and name not in _PUBLIC:
            if _is_self(node.value):
                foreign = self._is_inherited(name)
            else:
                foreign = name not in self._own and not self._is_module(node.value)
            if foreign:
                self._note(name, node)
        self.generic_visit(node)

    def _is_module(self, node: ast.expr) -> bool:
        """Whether it is one of Python's own modules, whose private names have documentation."""
        value = vars(self._module).get(node.id) if isinstance(node, ast.Name) else None
        return isinstance(value, ModuleType) and value.__name__ in sys.stdlib_module_names

    def visit_Call(self, node: ast.Call) -> None:
        """`getattr(driver, "_mouse")`."""
        if isinstance(node.func, ast.Name) and node.func.id in _BY_NAME:
            for argument in node.args[1:2]:
                if isinstance(argument, ast.Constant) and is_private(str(argument.value)):
                    self._note(str(argument.value), node)
        self.generic_visit(node)


def _is_self(node: ast.expr) -> bool:
    """Whether it is `self`, `cls` or `super()`."""
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id == "super"
    return isinstance(node, ast.Name) and node.id in ("self", "cls")


def _defined_in(tree: ast.AST) -> set[str]:
    defined = _set_on_self(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            defined |= _names_in_body(node)
    return defined


def _names_in_body(node: ast.ClassDef) -> set[str]:
    """What a class defines in its body: methods, properties, fields, classes."""
    names: set[str] = set()
    for each in node.body:
        if isinstance(each, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names.add(each.name)
        elif isinstance(each, (ast.Assign, ast.AnnAssign)):
            targets = each.targets if isinstance(each, ast.Assign) else [each.target]
            names |= {target.id for target in targets if isinstance(target, ast.Name)}
    return names


def _set_on_self(tree: ast.AST) -> set[str]:
    """The fields that methods set on `self`."""
    return {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.ctx, ast.Store)
        and isinstance(node.value, ast.Name)
        and node.value.id == "self"
    }
