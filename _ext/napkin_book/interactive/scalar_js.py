"""Translate typed scalar Python into JavaScript, and refuse whatever is not that.

    source = translate([napkinmath.queueing.safe_utilization])
    # "var napkinmath_retries_safe_utilization=function(attempts){...};"

What is understood: functions whose arguments and result are annotated with ``float``, ``int`` or
``bool``; local variables of one type each; arithmetic, comparisons, ``and``, ``or``, ``not``, ``a
if c else b``; ``if``, ``while``, ``for`` over ``range``; ``abs``, ``min``, ``max``, ``float`` and
``int``; ``math``; numbers of the module; the scalar checks of ``napkinmath.require``; ``raise`` of
an f-string; calls of functions of ``napkinmath`` that are understood too; and frozen dataclasses
whose fields are such scalars, with their ``__post_init__``, properties and methods. Anything else
raises ``TranslationError`` with file and line. Where the languages differ (division by zero, the
sign of a remainder, integers beyond 2**53, the errors of ``math``) the helpers ``$`` of
``_static/explore.js`` do what Python does, so that a model fails in the page as it does here.
"""

import ast
import dataclasses
import inspect
import json
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from types import FunctionType, ModuleType
from typing import Any

from napkin_book.interactive.scalar_source import TranslationError, named, source_of

__all__ = [
    "TranslationError",
    "find",
    "js_name",
    "parameters",
    "result",
    "translate",
    "with_result",
]

#: ``math`` functions of floats, each a helper of the same name.
_MATH: tuple[str, ...] = (
    "sqrt",
    "exp",
    "log",
    "log2",
    "log10",
    "log1p",
    "expm1",
    "sin",
    "cos",
    "tan",
    "atan",
)
_MATH += ("tanh", "fabs")
_ROUNDED = ("ceil", "floor", "trunc")
_CHECKS = ("positive", "non_negative", "finite", "fraction", "open_fraction", "count")
_COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "===", ast.NotEq: "!==",
}  # fmt: skip
_SIGNS: dict[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*"}
_ERRORS = ("ValueError", "ZeroDivisionError", "OverflowError")
_EXACT = 2**53 - 1


_SCALARS = ("int", "float", "bool")
#: The dataclasses that have been met, by the name of their translation, which is their kind.
_CLASSES: dict[str, type] = {}


@dataclass(frozen=True, slots=True)
class _Value:
    js: str
    kind: str  # "int", "float" or "bool"; or that of a dataclass


@dataclass(slots=True)
class _Signature:
    names: list[str]
    kinds: dict[str, str]
    defaults: dict[str, ast.expr]
    positional: int
    result: str


def js_name(function: Callable[..., Any]) -> str:
    """Return the name of the translation of a function or of a dataclass."""
    return f"{function.__module__}.{function.__qualname__}".replace(".", "_")


def translate(functions: Iterable[Callable[..., Any]]) -> str:
    """Return JavaScript that defines ``functions`` and whatever they call, each once."""
    done: dict[str, str] = {}
    for function in functions:
        _Function(function, done).write()
    return "".join(done.values())


def parameters(function: Callable[..., Any]) -> dict[str, str]:
    """Return the arguments of a function that can be translated, in order, with their types."""
    signature = _Function(function, {}).signature
    return {name: signature.kinds[name] for name in signature.names}


def with_result(function: FunctionType) -> FunctionType:
    """Return a function that ``scalar_source`` has made, annotated with the type of its result."""
    looked = _Function(function, {})
    looked.kinds = dict(looked.signature.kinds)
    (statement,) = looked.source.tree.body
    assert isinstance(statement, ast.Return) and statement.value is not None
    kind = looked.value(statement.value).kind
    if kind not in _SCALARS:
        raise looked.refuse(statement, "the result is no number")
    looked.source.tree.returns = ast.Name(kind)
    return function


def result(function: Callable[..., Any]) -> str:
    """Return the type of what a function returns."""
    return _Function(function, {}).signature.result


@dataclass
class _Function:
    function: Callable[..., Any]
    done: dict[str, str]
    owner: type | None = None  # of a method
    kinds: dict[str, str] = field(default_factory=dict)
    fresh: int = 0

    def __post_init__(self) -> None:
        self.source = source_of(self.function)
        tree = self.source.tree
        is_property = [ast.unparse(it) for it in tree.decorator_list] == ["property"]
        if tree.decorator_list and not (self.owner and is_property):
            raise self.refuse(tree, "only plain functions without decorators are translated")
        self.signature = self._signature(tree)

    def refuse(self, node: ast.AST, why: str) -> TranslationError:
        return self.source.refuse(node, why)

    def _kind(self, node: ast.AST, annotation: ast.expr | None) -> str:
        if isinstance(annotation, ast.Name):
            if annotation.id in _SCALARS:
                return annotation.id
            known = self.function.__globals__.get(annotation.id)
            if isinstance(known, type) and dataclasses.is_dataclass(known):
                return self._class(node, known)
        raise self.refuse(node, "every argument and result needs the annotation float, int or bool")

    def _signature(self, tree: ast.FunctionDef) -> _Signature:
        given = tree.args
        if given.vararg or given.kwarg:
            raise self.refuse(tree, "* and ** in the arguments are not translated")
        plain = given.posonlyargs + given.args
        both = plain + given.kwonlyargs
        defaults = {
            argument.arg: value
            for argument, value in zip(plain[::-1], given.defaults[::-1], strict=False)
        }
        for argument, value in zip(given.kwonlyargs, given.kw_defaults, strict=True):
            if value is not None:
                defaults[argument.arg] = value
        kinds = {}
        if self.owner:
            kinds[both[0].arg] = self._class(tree, self.owner)
        for argument in both[len(kinds) :]:
            kinds[argument.arg] = self._kind(argument, argument.annotation)
        checks_only = self.owner and tree.name == "__post_init__"
        result = "none" if checks_only else self._kind(tree, tree.returns)
        return _Signature([a.arg for a in both], kinds, defaults, len(plain), result)

    def write(self) -> None:
        """Add the translation to ``done``, unless it is there or being made (recursion)."""
        name = js_name(self.function)
        if name in self.done:
            return
        self.done[name] = ""
        self.kinds = dict(self.signature.kinds)
        body, ends = self._block(self.source.tree.body)
        if not ends and self.signature.result != "none":
            raise self.refuse(
                self.source.tree, "a path through the function ends without return or raise"
            )
        locals_ = sorted(set(self.kinds) - set(self.signature.names))
        declared = f"var {','.join(f'_{x}' for x in locals_)};" if locals_ else ""
        given = ",".join(f"_{x}" for x in self.signature.names)
        text = f"var {name}=function({given}){{{declared}{body}}};"
        del self.done[name]  # so that what it calls comes first
        self.done[name] = text

    # Statements. Each gives its text, and whether nothing after it can be reached.

    def _block(self, body: list[ast.stmt]) -> tuple[str, bool]:
        texts = []
        for place, statement in enumerate(body):
            text, ends = self._statement(statement, first=place == 0)
            texts.append(text)
            if ends:
                return "".join(texts), True
        return "".join(texts), False

    def _statement(self, node: ast.stmt, *, first: bool = False) -> tuple[str, bool]:
        match node:
            case ast.Expr(value=ast.Constant(value=str())) if first:
                return "", False
            case ast.Expr(value=ast.Call() as call):
                return f"{self.value(call).js};", False
            case ast.Pass():
                return "", False
            case ast.Return(value=ast.expr() as value):
                return f"return {self._as(value, self.signature.result)};", True
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                return self._assign(node, name, self.value(value)), False
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                kind = self._kind(node, node.annotation)
                return self._assign(node, name, _Value(self._as(value, kind), kind)), False
            case ast.AugAssign(target=ast.Name(id=name), op=op, value=value):
                left = self._name(node, name)
                return self._assign(
                    node, name, self._binary(node, op, left, self.value(value))
                ), False
            case ast.If(test=test, body=body, orelse=orelse):
                return self._if(test, body, orelse)
            case ast.While(test=test, body=body, orelse=[]):
                condition = self._as(test, "bool")
                before = dict(self.kinds)
                text, _ = self._block(body)
                self._forget(before)
                return f"while({condition}){{{text}}}", False
            case ast.For(target=ast.Name(id=name), iter=ast.Call() as call, body=body, orelse=[]):
                return self._for(node, name, call, body), False
            case ast.Break():
                return "break;", True
            case ast.Continue():
                return "continue;", True
            case ast.Raise(exc=ast.Call(func=ast.Name(id=error), args=[message], keywords=[])):
                if error not in _ERRORS:
                    raise self.refuse(node, f"{error} is not one of {', '.join(_ERRORS)}")
                return f"$.raise({json.dumps(error)},{self._message(message)});", True
        raise self.refuse(node, f"{type(node).__name__} is not translated")

    def _assign(self, node: ast.AST, name: str, value: _Value) -> str:
        kind = self.kinds.get(name, value.kind).lstrip("?")
        if kind == "float" and value.kind == "int":
            value = _Value(value.js, "float")
        if value.kind != kind:
            raise self.refuse(node, f"{name} holds {kind} and would now hold {value.kind}")
        self.kinds[name] = kind
        return f"_{name}={value.js};"

    def _forget(self, before: dict[str, str]) -> None:
        """Mark what only a branch has set: its type stays, but it may not be read."""
        for name in self.kinds:
            if before.get(name, "?").startswith("?"):
                self.kinds[name] = "?" + self.kinds[name].lstrip("?")

    def _if(self, test: ast.expr, body: list[ast.stmt], orelse: list[ast.stmt]) -> tuple[str, bool]:
        condition = self._as(test, "bool")
        before = dict(self.kinds)
        text, ends = self._block(body)
        after = dict(self.kinds)
        self.kinds = before | {k: "?" + v.lstrip("?") for k, v in after.items() if k not in before}
        other, other_ends = self._block(orelse)
        if ends:
            pass
        elif other_ends:
            self.kinds = self.kinds | after
        else:
            for name in self.kinds:
                if after.get(name, "?").startswith("?"):
                    self.kinds[name] = "?" + self.kinds[name].lstrip("?")
        tail = f"else{{{other}}}" if other else ""
        return f"if({condition}){{{text}}}{tail}", ends and other_ends

    def _for(self, node: ast.For, name: str, call: ast.Call, body: list[ast.stmt]) -> str:
        if not (isinstance(call.func, ast.Name) and call.func.id == "range") or call.keywords:
            raise self.refuse(node, "a for loop runs over range(...)")
        bounds = [self._as(argument, "int") for argument in call.args]
        if len(bounds) not in (1, 2):
            raise self.refuse(node, "range takes an end, or a start and an end, without a step")
        self.fresh += 1
        i, end = f"i{self.fresh}", f"n{self.fresh}"
        start = bounds[0] if len(bounds) == 2 else "0"
        before = dict(self.kinds)
        if self.kinds.get(name, "int").lstrip("?") != "int":
            raise self.refuse(node, f"{name} holds {self.kinds[name]} and would now hold int")
        self.kinds[name] = "int"
        text, _ = self._block(body)
        self._forget(before)
        return f"for(var {i}={start},{end}={bounds[-1]};{i}<{end};{i}++){{_{name}={i};{text}}}"

    def _message(self, node: ast.expr) -> str:
        match node:
            case ast.Constant(value=str() as text):
                return json.dumps(text)
            case ast.JoinedStr(values=values):
                return "+".join(self._message(value) for value in values) or '""'
            case ast.FormattedValue(value=value, format_spec=None):
                return self._repr(value, self.value(value))
        raise self.refuse(node, "a message is text, or an f-string of plain values")

    def _repr(self, node: ast.AST, value: _Value) -> str:
        self._scalar(node, value)
        return f"$.repr({value.js},{int(value.kind == 'float')})"

    # Expressions

    def _as(self, node: ast.expr, kind: str) -> str:
        value = self.value(node)
        if value.kind != kind and (value.kind, kind) != ("int", "float"):
            raise self.refuse(node, f"{kind} is needed here, not {value.kind}")
        return value.js

    def _name(self, node: ast.AST, name: str) -> _Value:
        kind = self.kinds.get(name)
        if kind and not kind.startswith("?"):
            return _Value(f"_{name}", kind)
        if kind:
            raise self.refuse(node, f"{name} may not have a value here")
        return self._constant(node, self.function.__globals__.get(name), name)

    def _constant(self, node: ast.AST, value: object, name: str) -> _Value:
        if isinstance(value, bool):
            return _Value("true" if value else "false", "bool")
        if isinstance(value, int):
            if abs(value) > _EXACT:
                raise self.refuse(node, f"{value} is beyond 2**53")
            return _Value(str(value), "int")
        if isinstance(value, float):
            special = {"inf": "Infinity", "-inf": "(-Infinity)", "nan": "NaN"}
            return _Value(special.get(repr(value), repr(value)), "float")
        raise self.refuse(node, f"{name} is no number")

    def value(self, node: ast.expr) -> _Value:
        """Return the JavaScript of an expression and the type of its value."""
        match node:
            case ast.Constant(value=value):
                return self._constant(node, value, repr(value))
            case ast.Name(id=name):
                return self._name(node, name)
            case ast.Attribute(value=owner, attr=name):
                if module := self._module(owner):
                    return self._constant(node, getattr(module, name, None), name)
                return self._part(node, self.value(owner), name)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return _Value(f"(!{self._as(operand, 'bool')})", "bool")
            case ast.UnaryOp(op=ast.USub() | ast.UAdd() as op, operand=operand):
                inner = self._number(operand, self.value(operand))
                if isinstance(op, ast.UAdd):
                    return inner
                return _Value(f"({'0' if inner.kind == 'int' else ''}-{inner.js})", inner.kind)
            case ast.BinOp(left=left, op=op, right=right):
                return self._binary(node, op, self.value(left), self.value(right))
            case ast.BoolOp(op=op, values=values):
                sign = "&&" if isinstance(op, ast.And) else "||"
                return _Value(f"({sign.join(self._as(v, 'bool') for v in values)})", "bool")
            case ast.IfExp(test=test, body=body, orelse=orelse):
                first, second = self.value(body), self.value(orelse)
                kind = self._common(node, first, second)
                return _Value(f"({self._as(test, 'bool')}?{first.js}:{second.js})", kind)
            case ast.Compare():
                return self._compare(node)
            case ast.Call():
                return self._call(node)
        raise self.refuse(node, f"{type(node).__name__} is not translated")

    def _scalar(self, node: ast.AST, value: _Value) -> _Value:
        if value.kind not in _SCALARS:
            raise self.refuse(node, "a number is needed here, not an object")
        return value

    def _number(self, node: ast.AST, value: _Value) -> _Value:
        if value.kind == "bool":
            raise self.refuse(node, "arithmetic with bool is not translated")
        return self._scalar(node, value)

    def _common(self, node: ast.AST, *values: _Value) -> str:
        kinds = {value.kind for value in values}
        if len(kinds) == 1:
            return kinds.pop()
        if kinds == {"int", "float"}:
            return "float"
        raise self.refuse(node, f"the types differ: {', '.join(sorted(kinds))}")

    def _binary(self, node: ast.AST, op: ast.operator, left: _Value, right: _Value) -> _Value:
        self._number(node, left)
        self._number(node, right)
        kind = self._common(node, left, right)
        if sign := _SIGNS.get(type(op)):
            plain = f"({left.js}{sign}{right.js})"
            return _Value(f"$.int{plain}" if kind == "int" else plain, kind)
        if isinstance(op, ast.Div):
            return _Value(f"$.div({left.js},{right.js})", "float")
        if isinstance(op, (ast.FloorDiv, ast.Mod)):
            helper = "fdiv" if isinstance(op, ast.FloorDiv) else "mod"
            return _Value(f"$.{helper}({left.js},{right.js},{int(kind == 'float')})", kind)
        if isinstance(op, ast.Pow):
            if kind == "int" and not right.js.isdigit():
                raise self.refuse(node, "a whole number is raised to a whole literal only")
            power = f"$.pow({left.js},{right.js})"
            return _Value(f"$.int({power})" if kind == "int" else power, kind)
        raise self.refuse(node, f"{type(op).__name__} is not translated")

    def _compare(self, node: ast.Compare) -> _Value:
        terms = [node.left, *node.comparators]
        if not all(isinstance(middle, (ast.Name, ast.Constant)) for middle in terms[1:-1]):
            raise self.refuse(
                node, "what stands inside a chain of comparisons must be a name or number"
            )
        values = [self._scalar(term, self.value(term)) for term in terms]
        texts = []
        for place, op in enumerate(node.ops):
            sign = _COMPARISONS.get(type(op))
            if sign is None:
                raise self.refuse(node, f"{type(op).__name__} is not translated")
            self._common(node, values[place], values[place + 1])
            texts.append(f"{values[place].js}{sign}{values[place + 1].js}")
        return _Value(f"({'&&'.join(texts)})", "bool")

    def _module(self, node: ast.expr) -> ModuleType | None:
        if not isinstance(node, ast.Name) or node.id in self.kinds:
            return None
        module = self.function.__globals__.get(node.id)
        return module if isinstance(module, ModuleType) else None

    def _call(self, node: ast.Call) -> _Value:
        match node.func:
            case ast.Attribute(value=owner, attr=name):
                module = self._module(owner)
                if module is None:
                    return self._method(node, self.value(owner), name)
                if module is math:
                    return self._math(node, name)
                if module.__name__ == "napkinmath.require":
                    return self._check(node, name)
                called = getattr(module, name, None)
            case ast.Name(id=name):
                called = self.function.__globals__.get(name)
                if called is None:
                    return self._builtin(node, name)
                if called is getattr(math, name, None):
                    return self._math(node, name)
            case _:
                raise self.refuse(node, "only functions are called")
        home = getattr(called, "__module__", "") or ""
        ours = home == self.function.__module__ or home.split(".")[0] == "napkinmath"
        if ours and isinstance(called, type) and dataclasses.is_dataclass(called):
            return self._construct(node, called)
        if not isinstance(called, FunctionType) or not ours:
            raise self.refuse(node, f"{name} is no function of napkinmath")
        return self._own(node, called)

    # Dataclasses

    def _class(self, node: ast.AST, owner: type) -> str:
        """Write the constructor of a dataclass, unless it is there, and return its kind."""
        name = js_name(owner)
        if name in self.done:
            return name
        params = owner.__dataclass_params__  # type: ignore[attr-defined]
        fields = [it.name for it in self._fields(node, owner)]
        if not (params.frozen and params.init):
            raise self.refuse(node, f"{owner.__qualname__} must be a frozen dataclass")
        self.done[name], _CLASSES[name] = "", owner
        checks = ""
        if check := getattr(owner, "__post_init__", None):
            _Function(check, self.done, owner).write()
            checks = f"{js_name(check)}(_self);"
        given, made = (
            ",".join(f"_{it}" for it in fields),
            ",".join(f"_{it}:_{it}" for it in fields),
        )
        del self.done[name]
        self.done[name] = (
            f"var {name}=function({given}){{var _self={{{made}}};{checks}return _self;}};"
        )
        return name

    def _fields(self, node: ast.AST, owner: type) -> tuple[dataclasses.Field[Any], ...]:
        fields = dataclasses.fields(owner)
        for it in fields:
            kind = it.type.__name__ if isinstance(it.type, type) else it.type
            made = it.default_factory is not dataclasses.MISSING or not it.init
            if kind not in _SCALARS or made:
                why = "must be float, int or bool, with a plain default"
                raise self.refuse(node, f"the field {it.name} of {owner.__qualname__} {why}")
        return fields

    def _construct(self, node: ast.Call, owner: type) -> _Value:
        kind = self._class(node, owner)
        fields = self._fields(node, owner)
        positional = [it.name for it in fields if not it.kw_only]
        kinds = {it.name: getattr(it.type, "__name__", str(it.type)) for it in fields}
        defaults: dict[str, ast.expr] = {
            it.name: ast.copy_location(ast.Constant(it.default), node)
            for it in fields
            if it.default is not dataclasses.MISSING
        }
        signature = _Signature([it.name for it in fields], kinds, defaults, len(positional), kind)
        texts = self._given(node, owner.__qualname__, signature, self)
        return _Value(f"{kind}({','.join(texts)})", kind)

    def _part(self, node: ast.AST, value: _Value, name: str) -> _Value:
        owner = _CLASSES.get(value.kind)
        if owner is None:
            raise self.refuse(node, f"a number has no {name}")
        for it in dataclasses.fields(owner):
            if it.name == name:
                return _Value(f"{value.js}._{name}", getattr(it.type, "__name__", str(it.type)))
        member = inspect.getattr_static(owner, name, None)
        if not isinstance(member, property) or not isinstance(member.fget, FunctionType):
            raise self.refuse(node, f"{owner.__qualname__} has no field or property {name}")
        other = _Function(member.fget, self.done, owner)
        other.write()
        return _Value(f"{js_name(member.fget)}({value.js})", other.signature.result)

    def _method(self, node: ast.Call, value: _Value, name: str) -> _Value:
        owner = _CLASSES.get(value.kind)
        member = inspect.getattr_static(owner, name, None) if owner else None
        if owner is None or not isinstance(member, FunctionType):
            raise self.refuse(node, f"there is no method {name} to call")
        return self._own(node, member, value)

    def _own(self, node: ast.Call, called: FunctionType, receiver: _Value | None = None) -> _Value:
        owner = _CLASSES[receiver.kind] if receiver else None
        other = _Function(called, self.done, owner)
        texts = [receiver.js] if receiver else []
        texts += self._given(node, called.__name__, other.signature, other, skip=len(texts))
        other.write()
        return _Value(f"{js_name(called)}({','.join(texts)})", other.signature.result)

    def _given(
        self, node: ast.Call, name: str, signature: _Signature, other: "_Function", skip: int = 0
    ) -> list[str]:
        """Return the arguments of a call in the order of a signature, but the first ``skip``."""
        names = signature.names[skip:]
        positional = signature.positional - skip
        given = dict(zip(names[:positional], node.args, strict=False))
        if len(node.args) > positional or any(k.arg is None for k in node.keywords):
            raise self.refuse(node, f"the arguments of {name} are not understood")
        given |= {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg}
        texts = []
        for argument in names:
            kind = signature.kinds[argument]
            if argument in given:
                texts.append(self._as(given.pop(argument), kind))
            elif argument in signature.defaults:
                texts.append(other._as(signature.defaults[argument], kind))
            else:
                raise self.refuse(node, f"{name} needs {argument}")
        if given:
            raise self.refuse(node, f"{name} takes no {', '.join(given)}")
        return texts

    def _plain(self, node: ast.Call, *counts: int) -> list[_Value]:
        if node.keywords or len(node.args) not in counts:
            raise self.refuse(node, "this call is not translated")
        return [self._number(node, self.value(argument)) for argument in node.args]

    def _math(self, node: ast.Call, name: str) -> _Value:
        if name == "isfinite":
            return _Value(f"isFinite({self._plain(node, 1)[0].js})", "bool")
        if name == "pow":
            left, right = self._plain(node, 2)
            return _Value(f"$.mpow({left.js},{right.js})", "float")
        if name not in _MATH + _ROUNDED:
            raise self.refuse(node, f"math.{name} is not translated")
        (value,) = self._plain(node, 1)
        if name in _ROUNDED:
            return _Value(f'$.whole("{name}",{value.js})', "int")
        return _Value(f"$.{name}({value.js})", "float")

    def _check(self, node: ast.Call, name: str) -> _Value:
        keywords = {keyword.arg: keyword.value for keyword in node.keywords}
        if name not in _CHECKS or len(node.args) != 2 or set(keywords) - {"at_least"}:
            raise self.refuse(node, f"require.{name} is not translated")
        title, given = node.args
        if not (isinstance(title, ast.Constant) and isinstance(title.value, str)):
            raise self.refuse(node, "the name of the argument is text")
        value = self._number(node, self.value(given))
        if name == "count" and value.kind != "int":
            raise self.refuse(node, "require.count takes int")
        least = self._as(keywords["at_least"], "int") if keywords else "1"
        code = f'$.check("{name}",{json.dumps(title.value)},{value.js}'
        return _Value(f"{code},{int(value.kind == 'float')},{least})", value.kind)

    def _builtin(self, node: ast.Call, name: str) -> _Value:
        if name in ("min", "max"):
            values = self._plain(node, 2, 3, 4)
            kind = self._common(node, *values)
            return _Value(f"$.{name}({','.join(value.js for value in values)})", kind)
        if name in ("abs", "float", "int"):
            (value,) = self._plain(node, 1)
            if name == "abs":
                return _Value(f"Math.abs({value.js})", value.kind)
            if name == "float" or value.kind == "int":
                return _Value(value.js, name)
            return _Value(f'$.whole("int",{value.js})', "int")
        raise self.refuse(node, f"{name} is not translated")


def find(path: str) -> FunctionType:
    """Return the function of ``napkinmath`` that a dotted path names; else ``LookupError``."""
    function = named(path)
    return with_result(function) if function.__qualname__.endswith(".of_fields") else function
