"""The reader's answers to exercises: whatever they are, one Persian sentence and no traceback."""

from __future__ import annotations

import pytest

from zharfa import exercises
from zharfa.exercises import NO_RETURN, RIGHT, UNTOUCHED, WRONG, check, checker


@pytest.fixture
def double(monkeypatch):
    """An exercise that asks for a function which doubles a number."""
    monkeypatch.setattr(exercises, "_checkers", {})

    @checker("99-double")
    def _(answer):
        return True if answer(3) == 6 else "برای ۳ باید ۶ به دست آید."

    return "99-double"


def stub_with_ellipsis(x):
    return ...


def without_return(x):
    x * 2


def broken(x):
    raise ZeroDivisionError("division by zero")


def test_right_answer_is_praised(double, capsys):
    assert check(double, lambda x: 2 * x)
    assert capsys.readouterr().out.startswith(RIGHT)


def test_wrong_answer_gets_the_hint_of_the_checker(double, capsys):
    assert not check(double, lambda x: x + 1)
    assert capsys.readouterr().out == f"{WRONG} برای ۳ باید ۶ به دست آید.\n"


@pytest.mark.parametrize("answer", [..., None, (1, ...), [None], stub_with_ellipsis])
def test_untouched_stub_is_not_called_wrong(double, capsys, answer):
    assert not check(double, answer)
    assert capsys.readouterr().out == f"{UNTOUCHED}\n"


def test_a_forgotten_return_is_named(double, capsys):
    assert not check(double, without_return)
    assert capsys.readouterr().out == f"{WRONG} {NO_RETURN}\n"


def test_an_error_in_the_readers_code_is_named(double, capsys):
    assert not check(double, broken)
    said = capsys.readouterr().out
    assert "ZeroDivisionError: division by zero" in said
    assert "Traceback" not in said


def test_an_answer_of_the_wrong_kind_does_not_raise(double, capsys):
    assert not check(double, 5)
    assert "TypeError" in capsys.readouterr().out


def test_functions_inside_a_tuple_are_watched(monkeypatch, capsys):
    monkeypatch.setattr(exercises, "_checkers", {"99-pair": lambda pair: pair[0](1) == pair[1]})
    assert not check("99-pair", (stub_with_ellipsis, 1))
    assert capsys.readouterr().out == f"{UNTOUCHED}\n"


@pytest.mark.parametrize("verdict", [None, False, 1, ""])
def test_a_checker_without_a_clear_verdict_never_praises(monkeypatch, capsys, verdict):
    monkeypatch.setattr(exercises, "_checkers", {"99-vague": lambda answer: verdict})
    assert not check("99-vague", 1)
    assert not capsys.readouterr().out.startswith(RIGHT)


def test_unknown_exercise_says_so(capsys):
    assert not check("99-nothing", 1)
    assert "99-nothing" in capsys.readouterr().out


def test_a_name_is_given_once(double):
    with pytest.raises(ValueError, match="two checkers"):
        checker(double)(print)


def test_the_verdict_shows_nothing_in_a_notebook(double):
    from IPython.core.formatters import DisplayFormatter

    verdict = check(double, lambda x: 2 * x)
    assert DisplayFormatter().format(verdict) == ({}, {})
    assert repr(verdict) == "True"
