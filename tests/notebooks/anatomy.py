"""What every chapter notebook has, in order: rules that return the faults they find.

A rule takes a notebook (nbformat 4) and yields one English sentence per fault; :data:`RULES` lists
them all. They are tested on a small chapter of their own in ``test_anatomy_rules.py``.
"""

from __future__ import annotations

import ast
import io
import re
import statistics
import tokenize
from collections.abc import Callable, Iterator
from typing import Any

from notebook_source import unwrap
from quiz_format import QuizError, parse_question

from tools.notebook_provenance import code_cells, tagged
from tools.setup_cell import MAX_LINES, SETUP_CELL, code_lines

CLOSING_SECTIONS = ("دام‌ها", "خلاصه", "آزمونک", "تمرین", "برای مطالعهٔ بیشتر")
LONGEST_CELL = 30
LONGEST_LINE = 79
MEDIAN_LINES = (4, 6)
WORDS_PER_LINE = (8, 14)
FEWEST_EXERCISES = 4
FEWEST_QUESTIONS = 3

HEADING = re.compile(r"^(#{1,4}) +(.+?) *$", re.MULTILINE)
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
BULLET = re.compile(r"^[-*] +(.+(?:\n {2,}.+)*)", re.MULTILINE)
CITATION = re.compile(r"\{cite(?::\w+)?\}`([^`]+)`")
LATIN_IN_PERSIAN = re.compile(r"[\u0600-\u06ff].*[A-Za-z].*[\u0600-\u06ff]")
PERSIAN = re.compile(r"[\u0600-\u06ff]")
DIRECTIVE = re.compile(r"^\s*#\s*(noqa|fmt:|type:|ruff:)")

Rule = Callable[[Any], Iterator[str]]


def metadata(cell: Any, name: str) -> Any:
    """The book's own entry ``name`` in the metadata of ``cell``, or None."""
    return cell.metadata.get("zharfa", {}).get(name)


def prose(cell: Any) -> str:
    """Markdown of ``cell`` without its right-to-left wrapper and without fenced code."""
    return FENCE.sub("", unwrap(cell.source))


def markdown_cells(notebook: Any) -> list[Any]:
    """Markdown cells of ``notebook`` in order."""
    return [cell for cell in notebook.cells if cell.cell_type == "markdown"]


def headings(notebook: Any) -> list[tuple[int, str]]:
    """Level and text of all headings, in order."""
    return [
        (len(marks), text)
        for cell in markdown_cells(notebook)
        for marks, text in HEADING.findall(prose(cell))
    ]


def section(notebook: Any, name: str) -> str:
    """Prose of the second-level section whose heading begins with ``name``; '' without one."""
    text = "\n\n".join(prose(cell) for cell in markdown_cells(notebook))
    match = re.search(rf"^## +{name}.*?$(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    return match[1] if match else ""


def wrapped(notebook: Any) -> Iterator[str]:
    """Every Markdown cell stands in a right-to-left block, for Colab and JupyterLab."""
    for cell in markdown_cells(notebook):
        if not re.fullmatch(r'<div dir="rtl">\n\n.*\n\n</div>', cell.source, re.DOTALL):
            yield f"not wrapped in <div dir=rtl>: {cell.source[:60]!r}"


def opening(notebook: Any) -> Iterator[str]:
    """Title with a sentence, «در یک نگاه», the set-up cell and, right after it, the parameters."""
    first = notebook.cells[0]
    if first.cell_type != "markdown" or not re.match(r"# .+\n\n.+", prose(first).strip()):
        yield "the first cell is not a title followed by a sentence"
    if [level for level, _ in headings(notebook)].count(1) != 1:
        yield "there must be exactly one first-level heading"
    setups, parameters = tagged(notebook, "setup"), tagged(notebook, "parameters")
    if len(setups) != 1 or len(parameters) != 1:
        yield f"{len(setups)} set-up and {len(parameters)} parameters cells instead of one each"
        return
    if setups[0].source != SETUP_CELL:
        yield "the set-up cell differs from tools/setup_cell.py (python -m tools.setup_cell)"
    if len(code_lines(setups[0].source)) > MAX_LINES:
        yield f"the set-up cell has more than {MAX_LINES} lines"
    if code_cells(notebook)[:2] != [setups[0], parameters[0]]:
        yield "the first two code cells must be the set-up and the parameters"
    before = notebook.cells[: notebook.cells.index(setups[0])]
    if not any("در یک نگاه" in cell.source for cell in before):
        yield "the card «در یک نگاه» is missing before the set-up cell"


def parameters_explained(notebook: Any) -> Iterator[str]:
    """Every knob of the parameters cell is a literal with a comment on the line before it."""
    for cell in tagged(notebook, "parameters"):
        lines = cell.source.splitlines()
        for statement in ast.parse(cell.source).body:
            if not isinstance(statement, ast.Assign):
                yield f"not a plain assignment: {ast.unparse(statement)}"
                continue
            try:
                ast.literal_eval(statement.value)
            except ValueError:
                yield f"not a literal value: {ast.unparse(statement)}"
            if statement.lineno < 2 or not lines[statement.lineno - 2].startswith("#"):
                yield f"no comment above: {ast.unparse(statement)}"


def sections(notebook: Any) -> Iterator[str]:
    """«راستی‌آزمایی» somewhere, and the closing sections, in their order, at level two."""
    found = headings(notebook)
    if not any(text.startswith("راستی‌آزمایی") for _, text in found):
        yield "no heading «راستی‌آزمایی»"
    positions = []
    for name in CLOSING_SECTIONS:
        at = [i for i, (level, text) in enumerate(found) if level == 2 and text.startswith(name)]
        if not at:
            yield f"no second-level heading «{name}»"
        positions += at[:1]
    if positions != sorted(positions):
        yield f"the closing sections are not in the order {'، '.join(CLOSING_SECTIONS)}"


def summary(notebook: Any) -> Iterator[str]:
    """5 to 8 bullets in «خلاصه», each one a complete claim."""
    bullets = BULLET.findall(section(notebook, "خلاصه"))
    if not 5 <= len(bullets) <= 8:
        yield f"«خلاصه» has {len(bullets)} bullets instead of 5 to 8"
    for bullet in bullets:
        if len(bullet.split()) < 5 or not bullet.rstrip().endswith((".", "؟", "!")):
            yield f"not a complete claim: {bullet!r}"


def references(notebook: Any) -> Iterator[str]:
    """3 to 6 cited works in «برای مطالعهٔ بیشتر», each with a line on why."""
    bullets = BULLET.findall(section(notebook, "برای مطالعهٔ بیشتر"))
    if not 3 <= len(bullets) <= 6:
        yield f"«برای مطالعهٔ بیشتر» has {len(bullets)} items instead of 3 to 6"
    for bullet in bullets:
        if not CITATION.search(bullet):
            yield f"no citation: {bullet!r}"
        if len(CITATION.sub("", bullet).split()) < 5:
            yield f"no line on why to read it: {bullet!r}"


def quiz(notebook: Any) -> Iterator[str]:
    """Enough questions, each of which the site's own parser understands, with distinct names."""
    cells = [cell for cell in markdown_cells(notebook) if metadata(cell, "quiz")]
    names = [metadata(cell, "quiz") for cell in cells]
    if len(cells) < FEWEST_QUESTIONS:
        yield f"{len(cells)} quiz questions, fewer than {FEWEST_QUESTIONS}"
    if len(set(names)) != len(names):
        yield f"two quiz questions share a name: {names}"
    for cell in cells:
        try:
            parse_question(metadata(cell, "quiz"), cell.source)
        except QuizError as error:
            yield str(error)


def solution_code(cell: Any) -> str:
    """The Python block of a solution cell; raises ValueError unless there is exactly one."""
    blocks = [code for language, code in FENCE.findall(cell.source) if language == "python"]
    if len(blocks) != 1:
        raise ValueError(f"solution {metadata(cell, 'solution')} has {len(blocks)} python blocks")
    return blocks[0].rstrip("\n")


def check_call(source: str) -> str:
    """The last statement of an exercise, which must be check(name, answer); else ValueError."""
    last = ast.parse(source).body[-1]
    if not (isinstance(last, ast.Expr) and isinstance(last.value, ast.Call)):
        raise ValueError(f"the last line is no call of check: {ast.unparse(last)}")
    if not ast.unparse(last.value.func).endswith("check") or len(last.value.args) != 2:
        raise ValueError(f"the last line is no check(name, answer): {ast.unparse(last)}")
    return ast.unparse(last)


def exercises(notebook: Any) -> Iterator[str]:
    """Enough exercises, from ★ to ★★★: statement, stub that ends in check(name, …), solution."""
    cells = notebook.cells
    stubs = [i for i, c in enumerate(cells) if "exercise" in c.metadata.get("tags", [])]
    names = [metadata(cells[i], "exercise") for i in stubs]
    if len(stubs) < FEWEST_EXERCISES:
        yield f"{len(stubs)} exercises, fewer than {FEWEST_EXERCISES}"
    if len(set(names)) != len(names) or None in names:
        yield f"exercises without a name of their own: {names}"
    if sorted(map(str, names)) != sorted(str(metadata(c, "solution")) for c in solutions(notebook)):
        yield "exercises and solutions do not match"
    grades = []
    for i, name in zip(stubs, names, strict=True):
        stub, before, after = cells[i].source, cells[i - 1], cells[min(i + 1, len(cells) - 1)]
        if "..." not in stub:
            yield f"{name}: the stub has no «...» to replace"
        try:
            if f"'{name}'" not in check_call(stub):
                yield f"{name}: check() is called with another name"
        except ValueError as error:
            yield f"{name}: {error}"
        stars = re.search("★+", before.source)
        if before.cell_type != "markdown" or not stars:
            yield f"{name}: no statement with its grade ★ before the stub"
        else:
            grades.append(len(stars[0]))
        if metadata(after, "solution") != name:
            yield f"{name}: its solution does not follow the stub"
            continue
        if not re.search(r"<details>\s*<summary>راه‌حل</summary>\n\n", after.source):
            yield f"{name}: the solution is not folded in <details><summary>راه‌حل</summary>"
        try:
            ast.parse(solution_code(after))
        except (ValueError, SyntaxError) as error:
            yield f"{name}: {error}"
    if grades != sorted(grades) or not set(grades) <= {1, 2, 3} or len(set(grades)) < 2:
        yield f"grades do not rise from ★ towards ★★★: {grades}"


def solutions(notebook: Any) -> list[Any]:
    """The solution cells of ``notebook``."""
    return [cell for cell in markdown_cells(notebook) if metadata(cell, "solution")]


def short_cells(notebook: Any) -> Iterator[str]:
    """Cells one can take in at a glance, lines that fit a phone held sideways."""
    own = [cell for cell in code_cells(notebook) if "setup" not in cell.metadata.get("tags", [])]
    lengths = [len(code_lines(cell.source)) for cell in own]
    for cell, length in zip(own, lengths, strict=True):
        if max(length, len(cell.source.splitlines())) > LONGEST_CELL:
            yield f"a cell of {len(cell.source.splitlines())} lines: {cell.source[:60]!r}"
    median = statistics.median(lengths)
    if not MEDIAN_LINES[0] <= median <= MEDIAN_LINES[1]:
        yield f"the median code cell has {median} lines instead of {MEDIAN_LINES}"
    blocks = [code for cell in markdown_cells(notebook) for _, code in FENCE.findall(cell.source)]
    for source in [cell.source for cell in code_cells(notebook)] + blocks:
        for line in source.splitlines():
            if len(line) > LONGEST_LINE:
                yield f"a line of {len(line)} characters: {line!r}"


def words_per_line(notebook: Any) -> Iterator[str]:
    """About ten words of prose per line of code: neither a listing nor an essay."""
    ratio = count_words(notebook) / count_lines(notebook)
    if not WORDS_PER_LINE[0] <= ratio <= WORDS_PER_LINE[1]:
        yield (
            f"{ratio:.1f} words per line of code instead of {WORDS_PER_LINE}: "
            f"{count_words(notebook)} words, {count_lines(notebook)} lines"
        )


def count_words(notebook: Any) -> int:
    """Words of prose, without solutions, code, formulas and tags."""
    cells = [cell for cell in markdown_cells(notebook) if not metadata(cell, "solution")]
    text = "\n".join(prose(cell) for cell in cells)
    text = re.sub(r"\$\$.*?\$\$|\$[^$\n]+\$|`[^`]+`|<[^>]+>", " ", text, flags=re.DOTALL)
    return sum(1 for word in text.split() if re.search(r"\w", word))


def count_lines(notebook: Any) -> int:
    """Lines of code, without the set-up cell and the stubs of the exercises."""
    return sum(
        len(code_lines(cell.source))
        for cell in code_cells(notebook)
        if not {"setup", "exercise"} & set(cell.metadata.get("tags", []))
    )


def pictures(notebook: Any) -> Iterator[str]:
    """At most one picture per cell, each with a Persian description of its own."""
    seen = set()
    for cell in code_cells(notebook):
        images = [o for o in cell.outputs if any(k.startswith("image/") for k in o.get("data", {}))]
        if len(images) > 1:
            yield f"{len(images)} pictures from one cell: {cell.source[:60]!r}"
        if not images:
            continue
        alt = cell.metadata.get("mystnb", {}).get("image", {}).get("alt", "") or html_alt(images[0])
        if len(alt.split()) < 4 or not PERSIAN.search(alt):
            yield f"no Persian description (mystnb.image.alt): {cell.source[:60]!r}"
        elif alt in seen:
            yield f"two pictures share a description: {alt!r}"
        seen.add(alt)


def html_alt(output: Any) -> str:
    """The description a picture of HTML (one to step through) carries itself."""
    html = "".join(output.data.get("text/html", ""))
    return " ".join(re.findall(r'<img[^>]*\balt="([^"]*)"', html))


def comments(notebook: Any) -> Iterator[str]:
    """Comments are Persian, on lines of their own, with no Latin word in their middle."""
    for cell in code_cells(notebook):
        for line, comment in find_comments(cell.source):
            if DIRECTIVE.match(comment):
                continue
            if line.strip() != comment:
                yield f"a comment behind code: {line!r}"
            if not PERSIAN.search(comment):
                yield f"a comment that is not Persian: {line!r}"
            if LATIN_IN_PERSIAN.search(comment):
                yield f"a Latin word in the middle of a comment: {line!r}"


def find_comments(source: str) -> list[tuple[str, str]]:
    """(line, comment) for every comment of ``source``, which may hold shell lines of IPython."""
    python = "\n".join(
        f"{line[: len(line) - len(line.lstrip())]}pass" if re.match(r"\s*[!%]", line) else line
        for line in source.splitlines()
    )
    tokens = tokenize.generate_tokens(io.StringIO(python).readline)
    return [(t.line.rstrip("\n"), t.string) for t in tokens if t.type == tokenize.COMMENT]


def portable(notebook: Any) -> Iterator[str]:
    """English names, and Keras instead of one of its backends."""
    for cell in code_cells(notebook)[1:]:
        for node in ast.walk(ast.parse(cell.source)):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                if name.split(".")[0] in ("tensorflow", "torch", "jax"):
                    yield f"imports a backend: {name}"
            if isinstance(node, ast.Name) and not node.id.isascii():
                yield f"a name that is not English: {node.id}"


RULES: tuple[Rule, ...] = (
    wrapped,
    opening,
    parameters_explained,
    sections,
    summary,
    references,
    quiz,
    exercises,
    short_cells,
    words_per_line,
    pictures,
    comments,
    portable,
)
