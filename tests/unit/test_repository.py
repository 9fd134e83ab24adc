"""Address of the repository for the book's links (book/_ext/repository_address.py)."""

import pytest
from repository_address import Repository, find_repository, web_address

FORK = "https://github.com/student/zharfa"


@pytest.mark.parametrize(
    ("remote", "address"),
    [
        ("https://github.com/student/zharfa.git", FORK),
        ("https://github.com/student/zharfa/", FORK),
        ("git@github.com:student/zharfa.git", FORK),
        ("ssh://git@github.com/student/zharfa.git", FORK),
        (
            "ssh://git@git.example.ir:2222/group/sub/zharfa",
            "https://git.example.ir/group/sub/zharfa",
        ),
        ("https://user:secret@github.com/student/zharfa.git", FORK),
        ("http://localhost:3000/a/b.git", "http://localhost:3000/a/b"),
        ("/srv/git/zharfa.git", None),
        ("../zharfa", None),
        ("file:///srv/git/zharfa", None),
        ("", None),
    ],
)
def test_web_address_of_a_remote(remote, address):
    assert web_address(remote) == address


def test_github_actions_of_a_fork():
    environment = {
        "GITHUB_REPOSITORY": "student/zharfa",
        "GITHUB_SERVER_URL": "https://github.com",
        "GITHUB_REF_TYPE": "branch",
        "GITHUB_REF_NAME": "devel",
    }
    assert find_repository(environment, "git@github.com:other/x.git") == Repository(FORK, "devel")


@pytest.mark.parametrize(("kind", "name"), [("tag", "v1"), ("branch", "12/merge")])
def test_tags_and_merge_commits_are_no_branches(kind, name):
    environment = {
        "GITHUB_REPOSITORY": "student/zharfa",
        "GITHUB_REF_TYPE": kind,
        "GITHUB_REF_NAME": name,
    }
    assert find_repository(environment, None) == Repository(FORK, None)


def test_own_variables_come_first():
    environment = {
        "BOOK_REPOSITORY_URL": "git@git.example.ir:group/zharfa.git",
        "BOOK_BRANCH": "stable",
        "GITHUB_REPOSITORY": "student/zharfa",
        "GITHUB_REF_TYPE": "branch",
        "GITHUB_REF_NAME": "devel",
    }
    expected = Repository("https://git.example.ir/group/zharfa", "stable")
    assert find_repository(environment, None) == expected


def test_git_remote_without_variables():
    assert find_repository({}, "git@github.com:student/zharfa.git") == Repository(FORK, None)


def test_unknown_stays_unknown():
    assert find_repository({}, None) == Repository()
    assert find_repository({}, "/srv/git/zharfa.git") == Repository()


@pytest.mark.parametrize("given", ["github.com/student/zharfa", " github.com/student/zharfa.git/ "])
def test_own_address_may_lack_its_scheme(given):
    assert find_repository({"BOOK_REPOSITORY_URL": given}, None) == Repository(FORK, None)


@pytest.mark.parametrize("given", ["../zharfa", "zharfa", "/srv/git.d/zharfa"])
def test_a_path_is_no_address(given):
    assert find_repository({"BOOK_REPOSITORY_URL": given}, None) == Repository()
    assert find_repository({}, "github.com/student/zharfa") == Repository()
