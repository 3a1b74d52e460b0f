"""The ledger: everything once, in order, as far as it was heard; and what the model knows of it."""

from hypothesis import given
from hypothesis import strategies as st

from antiphon.core import messages as m
from antiphon.core.history import History, longest_increasing
from antiphon.llm import ChatMessage, FunctionCallInfo, FunctionInfo, ToolCall


def message(item_id: str, text: str | None = "text", role: str = "user") -> ChatMessage:
    return ChatMessage(role=role, content=text, id=item_id)  # type: ignore[arg-type]


def ledger(*item_ids: str) -> History:
    return History(message(item_id, f"text of {item_id}") for item_id in item_ids)


def ids(history: History) -> list[str]:
    return [message.id for message in history.shown().messages]


def contents(history: History) -> list[object]:
    return [message.content for message in history.shown().messages]


def call(call_id: str) -> ToolCall:
    return ToolCall(call_id=call_id, name="f", arguments="{}")


def created(changes: list[m.DeleteItem | m.CreateItem]) -> list[tuple[str, str | None]]:
    """The items created, each with what it was put behind."""
    return [(x.message.id, x.after) for x in changes if isinstance(x, m.CreateItem)]


def deleted(changes: list[m.DeleteItem | m.CreateItem]) -> list[str]:
    return [x.item_id for x in changes if isinstance(x, m.DeleteItem)]


# -- what is said --------------------------------------------------------------------------


def test_it_begins_with_copies_of_the_programs_messages() -> None:
    mine = message("a", "hello")
    history = History([mine])
    mine.content = "changed"
    assert contents(history) == ["hello"]
    assert len(history) == 1
    assert "a" in history


def test_a_users_item_waits_for_its_words() -> None:
    history = ledger("a")
    history.add_user("u", "ann")
    history.add_agent("x")
    item = history.add_user("u", "somebody else")
    assert item.speaker == "ann"
    assert history.pending_before("x")
    assert not history.pending_before("u")
    item.pending = False
    assert not history.pending_before("x")
    assert not history.pending_before("unheard of")


def test_words_are_waited_for_no_longer_before_an_item_or_at_all() -> None:
    history = History()
    for item_id in ("u1", "u2"):
        history.add_user(item_id, None)
    history.give_up_pending(before="u2")
    assert not history.pending_before("u2")
    history.add_agent("later")
    assert history.pending_before("later")
    assert not history.pending_before("removed")
    history.give_up_pending()
    assert not history.pending_before("later")


def test_what_is_heard_of_several_parts_is_joined_and_the_mark_is_only_shown() -> None:
    history = History()
    history.add_agent("x")
    assert not history.has_text("x")
    history.hear("x", "One.")
    history.hear("x", "Two")
    history.interrupt("x")
    assert history.has_text("x")
    assert contents(history) == ["One. Two..."]
    assert [message.content for message in history.primed().messages] == ["One. Two"]


def test_an_interrupted_item_without_text_shows_the_mark_alone() -> None:
    history = History()
    history.add_agent("x")
    history.interrupt("x")
    assert contents(history) == ["..."]


def test_items_that_are_gone_are_not_brought_back_by_what_is_heard() -> None:
    history = History()
    history.hear("x", "late")
    history.interrupt("x")
    assert not history.has_text("x")
    assert not history.is_told("x")
    assert history.forget("x") == []
    assert len(history) == 0


def test_the_model_forgets_what_it_was_told_and_only_that() -> None:
    history = History([message("a"), message("b", None)])
    assert history.is_told("a")
    assert history.forget("a") == [m.DeleteItem(item_id="a")]
    assert history.forget("b") == []
    assert history.forget("a") == []


# -- tools -----------------------------------------------------------------------------------


def test_outputs_stand_behind_their_calls_whatever_came_since() -> None:
    history = ledger("a")
    history.add_calls([call("one"), call("two")])
    history.add_user("u", None)
    first = history.add_output(call("two"), "2")
    second = history.add_output(call("one"), "1")
    assert first is not None
    assert second is not None
    assert (second.role, second.name, second.tool_call_id) == ("tool", "f", "one")
    calls, outputs = "call_item_one", ["output_item_two", "output_item_one"]
    assert ids(history) == ["a", calls, *outputs, "u"]
    assert history.before("output_item_one") == "output_item_two"


def test_a_call_has_one_output() -> None:
    history = History()
    assert history.add_output(call("one"), "1") is None
    history.add_calls([call("one")])
    assert history.add_output(call("one"), "1") is not None
    assert history.add_output(call("one"), "1") is None
    assert len(history) == 2


def test_calls_of_the_program_are_known_in_both_forms() -> None:
    async def f() -> None: ...

    info = FunctionCallInfo(
        tool_call_id="one",
        function_info=FunctionInfo("f", "", False, f, {}),
        raw_arguments="{}",
        arguments={},
    )
    history = History([ChatMessage.create_tool_calls([info])])
    assert history.add_output(call("one"), "1") is not None


# -- what the model is told --------------------------------------------------------------------


def test_a_new_model_is_told_everything_there_is_to_tell_in_order() -> None:
    history = ledger("a", "b")
    history.add_user("u", None)
    history.add_calls([call("one")])
    history.add_output(call("one"), "")
    told = ["a", "b", "call_item_one", "output_item_one"]
    assert created(history.insertions()) == list(zip(told, [None, *told], strict=False))
    assert [message.id for message in history.primed().messages] == told
    assert not history.is_told("u")
    assert history.before("call_item_one") == "b"


def test_an_item_is_told_anew_in_its_place() -> None:
    history = ledger("a", "b", "c")
    changes = history.retell("b")
    assert deleted(changes) == ["b"]
    assert created(changes) == [("b", "a")]


def test_an_item_that_the_model_does_not_hold_is_not_deleted_first() -> None:
    history = History()
    history.add_agent("x")
    history.insertions()
    history.hear("x", "heard")
    changes = history.retell("x")
    assert (deleted(changes), created(changes)) == ([], [("x", None)])
    assert history.is_told("x")


def test_nothing_that_is_unchanged_is_sent_again() -> None:
    history = ledger("a", "b", "c")
    assert history.replace(history.shown().messages) == []


def test_what_an_interrupted_item_shows_counts_as_unchanged() -> None:
    history = History()
    history.add_agent("x")
    history.hear("x", "One")
    history.interrupt("x")
    assert history.replace(history.shown().messages) == []
    assert [message.content for message in history.primed().messages] == ["One"]


def test_only_what_is_different_is_changed() -> None:
    history = ledger("a", "b", "c", "d")
    a, _, c, _ = history.shown().messages
    changes = history.replace([a, message("new"), c, message("d", "changed")])
    assert deleted(changes) == ["b", "d"]
    assert created(changes) == [("new", "a"), ("d", "c")]
    assert ids(history) == ["a", "new", "c", "d"]
    assert contents(history)[-1] == "changed"


def test_the_fewest_items_are_moved() -> None:
    history = ledger("a", "b", "c", "d")
    a, b, c, d = history.shown().messages
    changes = history.replace([d, a, b, c])
    assert deleted(changes) == ["d"]
    assert created(changes) == [("d", None)]


def test_a_message_given_twice_is_there_once() -> None:
    history = ledger("a")
    changes = history.replace([message("b", "first"), message("b", "second")])
    assert created(changes) == [("b", None)]
    assert contents(history) == ["second"]


def test_what_says_nothing_is_in_the_ledger_and_not_told() -> None:
    history = ledger("a")
    changes = history.replace([message("empty", None), message("b")])
    assert created(changes) == [("b", None)]
    assert ids(history) == ["empty", "b"]
    assert deleted(history.replace([])) == ["b"]


def test_what_the_program_does_with_its_messages_later_changes_nothing() -> None:
    history, mine = History(), message("a", "hello")
    (change,) = history.replace([mine])
    mine.content = "changed"
    assert isinstance(change, m.CreateItem)
    assert change.message.content == "hello"
    assert contents(history) == ["hello"]


def test_what_is_unfinished_stays_though_the_program_does_not_know_of_it() -> None:
    history = ledger("a")
    history.add_user("u", None)
    history.add_agent("x")
    assert history.replace([message("new")], {"x"}) != []
    assert ids(history) == ["new", "u", "x"]


def test_what_is_unfinished_stays_as_it_is_where_the_program_puts_it() -> None:
    history = ledger("a", "b")
    history.add_agent("x")
    a, b, x = history.shown().messages
    history.hear("x", "heard meanwhile")
    changes = history.replace([a, x, b], {"x"})
    assert (deleted(changes), created(changes)) == (["b"], [("b", "x")])
    assert contents(history) == ["text of a", "heard meanwhile", "text of b"]


@given(
    st.lists(st.sampled_from("abcdef"), unique=True),
    st.lists(st.sampled_from("abcdefgh"), unique=True),
)
def test_the_changes_make_the_models_conversation_the_wanted_one(
    old: list[str], new: list[str]
) -> None:
    history = ledger(*old)
    replica = list(old)
    for change in history.replace([message(i, f"text of {i}") for i in new]):
        if isinstance(change, m.DeleteItem):
            replica.remove(change.item_id)
        else:
            at = 0 if change.after is None else replica.index(change.after) + 1
            replica.insert(at, change.message.id)
    assert replica == ids(history) == new


@given(st.lists(st.integers(0, 20), unique=True, max_size=10))
def test_a_longest_increasing_subsequence_is_increasing_and_long(numbers: list[int]) -> None:
    chosen = longest_increasing(numbers)
    assert chosen == sorted(set(chosen))
    assert [numbers[i] for i in chosen] == sorted(numbers[i] for i in chosen)
    best = [1] * len(numbers)
    for i, number in enumerate(numbers):
        best[i] += max((best[j] for j in range(i) if numbers[j] < number), default=0)
    assert len(chosen) == max(best, default=0)


def test_an_interrupted_item_that_is_moved_keeps_its_mark_out_of_its_text() -> None:
    history = History([ChatMessage(role="user", id="u", content="question")])
    history.add_agent("a")
    history.hear("a", "one two")
    history.interrupt("a")
    shown = history.shown().messages
    changes = history.replace(shown[::-1])
    created = [change for change in changes if isinstance(change, m.CreateItem)]
    assert "..." not in str([change.message.content for change in created])
    assert [message.content for message in history.primed().messages] == ["one two", "question"]
    assert [message.content for message in history.shown().messages] == ["one two...", "question"]
