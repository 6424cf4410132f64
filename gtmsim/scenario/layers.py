"""The files a scenario extends, laid over one another, with its choices applied.

The layers of a scenario are the files it extends (the ones named first lie lowest), the file
itself, and the changes made since. A choice (`choices:`) is applied where it is declared: its
overlay lies on the layer that declares it and below all later ones, so that what an extending
file says explicitly wins.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path as FilePath

from gtmsim.errors import Problem
from gtmsim.scenario import assumed
from gtmsim.scenario.change import PathError, assign
from gtmsim.scenario.merge import EMPTY, Merge, MergingStoppedError
from gtmsim.scenario.source import LARGEST_FILE, Source, read_bytes, read_text
from gtmsim.scenario.suggest import did_you_mean
from gtmsim.scenario.tables import LARGEST_TABLE, LISTS, Table, named_tables, read_table
from gtmsim.scenario.tree import Mark, Node, Path, dotted, put, shown

MOST_FILES = 50
DEEPEST_CHAIN = 20

_NO_FOLDER = "a text has no folder to look in. Pass folder=, or load a file."


class _NoFileError(Exception):
    """There is nothing to read; the message says why."""


@dataclass(frozen=True)
class Layer:
    """One file, or one change.

    Attributes:
        root: what it says as a tree.
        settings: values given by dotted path, applied after the tree in this order.
    """

    root: Node = EMPTY
    settings: tuple[tuple[str, Node], ...] = ()

    @classmethod
    def of(cls, root: Node) -> Layer:
        """Split a file: top-level keys with a dot are paths."""
        entries = root.entries()
        tree = {key: node for key, node in entries.items() if "." not in key}
        return cls(
            replace(root, value=tree),
            tuple((key, node) for key, node in entries.items() if "." in key),
        )


@dataclass
class Reading:
    """The layers found so far and what is wrong with their files."""

    layers: list[Layer] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    dropped: list[Path] = field(default_factory=list)
    unreadable: bool = False
    _seen: set[FilePath] = field(default_factory=set)

    def file(self, name: str) -> None:
        """Read a file and all it extends."""
        self._file(FilePath(name), Mark(name), ())

    def text(self, text: str, name: str, folder: FilePath | None) -> None:
        """Read a text and all it extends, relative to `folder`."""
        self._source(read_text(text, name), folder, ())

    def _file(self, name: FilePath, mark: Mark, chain: tuple[FilePath, ...]) -> None:
        try:
            content = _content(name, LARGEST_FILE)
        except _NoFileError as error:
            return self._note(mark, str(error))
        place = name.resolve()
        if place in chain:
            files = [file.name for file in (*chain[chain.index(place) :], place)]
            self._note(mark, f"goes in a circle: {' -> '.join(files)}. Remove one of them.")
        elif len(chain) >= DEEPEST_CHAIN or len(self._seen) >= MOST_FILES:
            self._note(mark, f"more than {DEEPEST_CHAIN} files extend one another.")
        elif place not in self._seen:
            self._seen.add(place)
            self._source(read_bytes(content, str(name)), name.parent, (*chain, place))

    def _source(self, source: Source, folder: FilePath | None, chain: tuple[FilePath, ...]) -> None:
        self.problems.extend(source.problems)
        self.dropped.extend(source.dropped)
        if source.root is None:
            self.unreadable = True
            return
        for extended in self._extended(source.root):
            if folder is None:
                self._note(extended.mark, _NO_FOLDER)
                break
            self._file(folder / str(extended.value), extended.mark, chain)
        root = self._with_tables(source.root, folder)
        entries = {key: node for key, node in root.entries().items() if key != "extends"}
        self.layers.append(Layer.of(replace(root, value=entries)))

    def _with_tables(self, root: Node, folder: FilePath | None) -> Node:
        """Put the rows of CSV files where the files are named."""
        for path, rows, node in list(named_tables(root)):
            own = Table()
            try:
                if folder is None:
                    raise _NoFileError(_NO_FOLDER)
                file = folder / str(node.value).strip()
                content = _content(file, LARGEST_TABLE)
                own = read_table(content, str(file), f"opening.{rows}", LISTS[rows])
            except _NoFileError as error:
                problem = Problem(node.mark.file, node.mark.line, dotted(path), str(error))
                own.problems.append(problem)
            self.problems.extend(own.problems)
            self.dropped.extend([("opening", rows)] if own.problems else [])
            root = put(root, path, replace(node, value=own.rows))
        return root

    def _extended(self, root: Node) -> list[Node]:
        named = root.child("extends")
        if named is None:
            return []
        nodes = named.items() if isinstance(named.value, list) else [named]
        if not all(isinstance(node.value, str) and node.value.strip() for node in nodes):
            self._note(named.mark, "takes a file name or a list of file names.")
            return []
        return nodes

    def _note(self, mark: Mark, message: str) -> None:
        path = "extends" if mark.line else ""
        self.problems.append(Problem(mark.file, mark.line, path, message))
        self.unreadable = True


@dataclass
class Stack:
    """Layers laid over one another.

    Attributes:
        root: the merged tree, choices applied.
        problems: paths and removals that name nothing.
        stopped: whether there were so many that the rest was not looked at.
    """

    root: Node
    problems: list[Problem]
    stopped: bool = False


def stack(layers: tuple[Layer, ...]) -> Stack:
    """Lay the layers over one another, applying each choice where it is declared."""
    undecided = _lay(layers, EMPTY)
    found = _lay(layers, undecided.root.child("choices") or EMPTY)
    if found.stopped:
        return found
    return replace(found, root=_with_assumptions(found, undecided.root))


def _with_assumptions(found: Stack, undecided: Node) -> Node:
    """The tree without assumptions about what its choices left out; note those about nothing."""
    listed = found.root.child(assumed.KEY)
    if listed is None:
        return found.root
    kept = []
    for place, item in enumerate(listed.items()):
        words = item.value.split(".") if isinstance(item.value, str) else []
        if not words or assumed.exists(found.root, words):
            kept.append(item)
        elif not assumed.exists(undecided, words):
            message = (
                f'"{shown(".".join(words))}" is assumed, but nothing stands there. Mend the path.'
            )
            path = f"{assumed.KEY}.{place}"
            found.problems.append(Problem(item.mark.file, item.mark.line, path, message))
    return put(found.root, (assumed.KEY,), replace(listed, value=kept))


def decided(root: Node) -> Node:
    """The tree with each choice reduced to the option in force, which the tree contains."""
    choices = root.child("choices")
    if choices is None:
        return root
    reduced = {name: _reduced(choice) for name, choice in choices.entries().items()}
    return replace(root, value={**root.entries(), "choices": replace(choices, value=reduced)})


def _reduced(choice: Node) -> Node:
    use = choice.child("use")
    if use is None or not isinstance(use.value, str):
        return choice
    options = Node({use.value: EMPTY}, choice.mark)
    return replace(choice, value={**choice.entries(), "options": options})


def _lay(layers: tuple[Layer, ...], in_force: Node) -> Stack:
    merge = Merge()
    root, seen = EMPTY, set[tuple[str, str]]()
    try:
        for layer in layers:
            known = assumed.joined(root.child(assumed.KEY), layer.root, layer.settings)
            root = merge.lay(root, layer.root)
            if known is not None:
                root = put(root, (assumed.KEY,), known)
            root = _overlaid(root, in_force, seen, merge)
            for text, node in layer.settings:
                root = _assigned(root, text, text, node, merge)
            root = _overlaid(root, in_force, seen, merge)
    except MergingStoppedError:
        return Stack(root, merge.problems, stopped=True)
    return Stack(root, merge.problems)


def _overlaid(root: Node, in_force: Node, seen: set[tuple[str, str]], merge: Merge) -> Node:
    """Apply the options in force that were declared since the last look; try the others."""
    before = root
    for name, choice in in_force.entries().items():
        use = choice.child("use")
        options = choice.child("options") or EMPTY
        declared = (before.child("choices") or EMPTY).child(name) or EMPTY
        for option in (declared.child("options") or EMPTY).entries():
            if (name, option) in seen:
                continue
            seen.add((name, option))
            overlay = options.child(option) or EMPTY
            place = f"choices.{name}.options.{option}"
            if use is not None and use.value == option:
                root = _with_overlay(root, overlay, place, merge)
            else:
                _try(before, root, overlay, place, merge)
    return root


def _try(before: Node, after: Node, overlay: Node, place: str, merge: Merge) -> None:
    """Note paths of an option not taken that name nothing, with or without other options."""
    trial = Merge()
    _with_overlay(before, overlay, place, trial)
    if trial.problems:
        trial = Merge()
        _with_overlay(after, overlay, place, trial)
    for problem in trial.problems:
        merge.note(Node("", Mark(problem.file, problem.line)), problem.path, problem.message)


def _with_overlay(root: Node, overlay: Node, place: str, merge: Merge) -> Node:
    for text, node in overlay.entries().items():
        if text.split(".")[0] in ("choices", "extends"):
            merge.note(node, f"{place}.{text}", "an option cannot change choices or files.")
        else:
            root = _assigned(root, text, f"{place}.{text}", node, merge)
    return root


def _assigned(root: Node, text: str, place: str, node: Node, merge: Merge) -> Node:
    try:
        return assign(root, text, node, merge)
    except PathError as error:
        merge.note(node, shown(place, 200), str(error))
        return root


def _content(name: FilePath, largest: int) -> bytes:
    """The bytes of a file, or a few more than are allowed.

    Raises:
        _NoFileError: there is no such file, or it cannot be read.
    """
    shown_name = f'"{shown(str(name), 300)}"'
    try:
        if name.is_dir():
            raise _NoFileError(f"{shown_name} is a folder, not a file.")
        if not name.is_file():
            raise _NoFileError(f"no file {shown_name}.{_near_file(name)}")
        with name.open("rb") as file:
            return file.read(largest + 1)
    except OSError as error:
        raise _NoFileError(f"{shown_name} cannot be read: {error.strerror}.") from None
    except ValueError:
        raise _NoFileError(f"{shown_name} is not a file name.") from None


def _near_file(name: FilePath) -> str:
    try:
        beside = sorted(entry.name for entry in name.parent.iterdir())
    except OSError:
        return f' There is no folder "{shown(str(name.parent), 300)}".'
    return did_you_mean(name.name, beside[:500])
