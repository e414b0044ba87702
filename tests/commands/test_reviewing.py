from skrzynka.tests.commands.conftest import Run


def test_without_a_terminal_it_says_what_to_do_instead(run: Run) -> None:
    done = run("review")
    assert done.code == 1
    assert done.err == "skrzynka: review needs a terminal; `skrzynka list --needs-review` prints what waits\n"
