from uptake.policy.wishes.passages import finished, sentences


def test_a_title_before_a_name_ends_no_sentence() -> None:
    assert sentences("Ask Prof. Lind. She knows.") == ["Ask Prof. Lind.", "She knows."]


def test_what_was_cut_off_at_the_end_is_left_out() -> None:
    assert finished("Mix it. Let it rest for") == "Mix it."
    assert finished("1. Mix it.\n2. Let it rest.\n3. Ba") == "1. Mix it.\n2. Let it rest."
    assert finished('He said "Bake it!" And then') == 'He said "Bake it!"'


def test_what_has_an_end_or_no_whole_sentence_stays_as_it_is() -> None:
    for text in ("Mix it. Bake it!", "Mix it and", "", "- flour\n- water"):
        assert finished(text) == text
