"""Mails that repeat others within one batch, as if each had been recorded before the next was looked at."""

from hypothesis import given
from hypothesis import strategies as st

from skrzynka.store.earlier import Earlier, Sign
from skrzynka.store.records import State

SIGNS = st.lists(
    st.tuples(
        st.sampled_from([None, "<a>", "<b>"]), st.sampled_from(["", "x@y.example", "z@y.example"]),
        st.sampled_from(["", "f", "g"]), st.sampled_from("st"), st.sampled_from([State.OPINION, State.QUARANTINED]),
    ),
    max_size=8,
)  # fmt: skip


@given(SIGNS)
def test_a_batch_is_decided_on_as_one_mail_after_the_other(made: list[tuple[str | None, str, str, str, State]]) -> None:
    contents = {number: sha for number, (_, _, _, sha, _) in enumerate(made, start=1)}
    together = Earlier(contents, iter(()))
    stored: list[tuple[int, str, str | None, str, str]] = []
    for number, (message_id, sender, words, sha, state) in enumerate(made, start=1):
        sign = Sign.of(number, message_id, sender, words)
        alone = Earlier(contents, iter(stored)).original_of(sign)
        assert together.original_of(sign) == alone
        found = State.DUPLICATE if alone else state
        together.read(sign, found)
        if found is State.OPINION:
            stored.append((number, sha, sign.message_id, sign.sender, sign.fingerprint))


def test_a_later_mail_is_nobodys_original() -> None:
    known = Earlier({5: "s", 9: "s"}, iter([(9, "s", None, "", "")]))
    assert known.original_of(Sign.of(5, None, "", "")) is None
    assert known.original_of(Sign.of(10, None, "", "")) is None
