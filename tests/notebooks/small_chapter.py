"""A chapter of the smallest size that has everything: the tests of the tests start from it."""

from __future__ import annotations

from typing import Any

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tools.setup_cell import SETUP_CELL

FILLER = "این جمله فقط برای آن نوشته شده است که متن به اندازهٔ کافی بلند باشد. "


def text(body: str, **own: str) -> Any:
    """A Markdown cell in its right-to-left block, with the book's own metadata."""
    metadata = {"zharfa": own} if own else {}
    return new_markdown_cell(f'<div dir="rtl">\n\n{body}\n\n</div>', metadata=metadata)


def code(source: str, *tags: str, **metadata: Any) -> Any:
    """A code cell with tags."""
    return new_code_cell(source, metadata=({"tags": list(tags)} if tags else {}) | metadata)


def exercise(name: str, stars: str, answer: str) -> list[Any]:
    """Statement, stub and solution of an exercise whose answer is a number."""
    call = f'zharfa.exercises.check("{name}", answer)'
    solution = f"```python\nanswer = {answer}\n{call}\n```\n\nچون چنین است."
    return [
        text(f"### تمرین {stars}\n\nعدد را بیابید."),
        code(f"answer = ...\n{call}", "exercise", zharfa={"exercise": name}),
        text(
            f"<details>\n<summary>راه‌حل</summary>\n\n{solution}\n\n</details>",
            solution=name,
        ),
    ]


def question(name: str, number: str) -> Any:
    """A quiz question with two choices."""
    return text(
        f"**پرسش {number}.** کدام است؟\n\n- (الف) این\n- (ب) آن\n\n"
        "<details>\n<summary>پاسخ</summary>\n\n- (الف) درست: چون این."
        "\n- (ب) نادرست: چون آن.\n\n</details>",
        quiz=name,
    )


def small_chapter() -> Any:
    """A fresh copy of the small chapter; its exercises are called 99-a to 99-d."""
    block = "# گام بعد\nfirst = rounds\nsecond = first + 1\nthird = second + 1\nprint(third)"
    picture = code("a = 1\nb = 2\nc = 3\nprint(a, b, c)")
    picture.outputs = [new_output("display_data", {"image/png": "", "text/plain": "<Figure>"})]
    picture.metadata["mystnb"] = {"image": {"alt": "یک خط راست که از مبدأ می‌گذرد"}}
    why = "برای آن‌که ریشهٔ ایده را ببینید."
    return new_notebook(
        cells=[
            text("# فصل کوچک\n\nهمه‌چیز در یک صفحه.\n\n## در یک نگاه\n\n- یک کار."),
            code(SETUP_CELL, "setup"),
            code("# شمار دورها\nrounds = 10", "parameters"),
            text("## پرسش\n\n" + 12 * FILLER),
            *(code(block) for _ in range(6)),
            text("### راستی‌آزمایی\n\n" + 2 * FILLER),
            code(block),
            picture,
            text("## دام‌ها\n\nیک دام."),
            text("## خلاصه\n\n" + "\n".join(5 * ["- این ادعا جمله‌ای کامل است."])),
            text("## آزمونک"),
            *(question(f"99-q{i}", "۱۲۳"[i]) for i in range(3)),
            text("## تمرین‌ها"),
            *exercise("99-a", "★", "1"),
            *exercise("99-b", "★★", "2"),
            *exercise("99-c", "★★", "3"),
            *exercise("99-d", "★★★", "4"),
            text(
                "## برای مطالعهٔ بیشتر\n\n"
                + "\n".join(f"- {{cite:t}}`key{i}`: {why}" for i in range(3))
            ),
        ]
    )
