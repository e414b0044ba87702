from datetime import date

from skrzynka.tokens import claimed, day_of, token

KEY, DAY = b"k" * 32, date(2022, 6, 1)


def test_a_token_says_its_day_and_nobody_else_can_make_it() -> None:
    ours = token(KEY, DAY)
    assert day_of(KEY, ours) == DAY
    assert day_of(b"x" * 32, ours) is None
    assert day_of(KEY, ours.replace("20220601", "20220602")) is None
    assert day_of(KEY, "99999999." + ours[9:]) is None
    assert day_of(KEY, ours[:-1] + ("a" if ours[-1] != "a" else "b")) is None


def test_tokens_are_found_where_mail_programs_put_them() -> None:
    ours = token(KEY, DAY)
    fields = [f"<daily.2022-06-01.0123456789ab.{ours}@um.example>", f"Re: Skrzynka {ours.upper()}", ours]
    assert claimed(fields) == [ours]
    assert claimed(["20220601.abc", f"x{ours}", "", "1" * 100_000]) == []
