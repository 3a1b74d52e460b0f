"""Content parts play in their order, one at a time, while somebody listens."""

from antiphon.core import messages as m
from antiphon.core.contents import Content, Contents
from tests.core.stage import STYLE


def content(index: int = 0, *, response: str = "r1", item: int = 0) -> m.ContentId:
    return m.ContentId(
        response_id=response, item_id=f"{response}_{item}", output_index=item, content_index=index
    )


class Shelf(Contents):
    """The parts, in fewer words."""

    def __init__(self, *, linked: str | None = "ann") -> None:
        super().__init__(STYLE)
        self.audience(linked)

    def adds(self, id_: m.ContentId, kind: m.ContentKind = "audio") -> list[m.Effect]:
        return self.add(m.ContentAdded(content=id_, kind=kind))

    def part(self, id_: m.ContentId) -> Content:
        part = self.find(id_)
        assert part is not None
        return part

    def sounds(self, id_: m.ContentId) -> list[m.Effect]:
        """The next audio of the part has come."""
        self.part(id_).captions.add_audio(100, [])
        return self.play_next()

    def ends(self, id_: m.ContentId) -> list[m.Effect]:
        self.end(self.part(id_))
        return self.play_next()


def test_the_first_part_plays_with_its_first_audio_and_the_others_in_their_order() -> None:
    shelf = Shelf()
    last, second, first = content(response="r2"), content(1), content(0, item=0)
    for part in (first, second, last):
        assert shelf.adds(part) == [m.Buffer(content=part)]
    assert shelf.sounds(first) == [m.Play(content=first)]
    assert shelf.sounds(first) == []
    assert shelf.sounds(second) == []
    assert shelf.sounds(last) == []
    assert shelf.ends(first) == [m.Play(content=second)]
    assert shelf.ends(second) == [m.Play(content=last)]
    assert shelf.ends(last) == []
    assert not shelf.is_pending


def test_items_play_in_the_order_of_the_response() -> None:
    shelf = Shelf(linked=None)
    later, earlier = content(item=1), content(item=0)
    for part in (later, earlier):
        shelf.adds(part)
        shelf.sounds(part)
    assert shelf.audience("ann") == [m.Play(content=earlier)]


def test_a_part_that_is_announced_late_goes_first_where_nothing_has_sounded_yet() -> None:
    shelf = Shelf()
    later, earlier = content(1), content(0)
    shelf.adds(later)
    shelf.adds(earlier)
    assert shelf.sounds(later) == []
    assert shelf.sounds(earlier) == [m.Play(content=earlier)]
    assert shelf.ends(earlier) == [m.Play(content=later)]


def test_a_part_that_has_its_turn_keeps_it() -> None:
    shelf = Shelf()
    later, earlier = content(item=1), content(item=0)
    shelf.adds(later)
    assert shelf.sounds(later) == [m.Play(content=later)]
    shelf.adds(earlier)
    assert shelf.sounds(earlier) == []
    assert shelf.ends(later) == [m.Play(content=earlier)]


def test_a_part_waits_no_longer_for_one_before_it_that_ends_without_a_sound() -> None:
    shelf = Shelf()
    empty, written, spoken = content(0), content(1), content(2)
    for part in (spoken, written, empty):
        shelf.adds(part)
    assert shelf.sounds(spoken) == []
    shelf.part(written).captions.add_text("never spoken")
    assert shelf.complete(shelf.part(empty)) == [m.EndAudio(content=empty), m.Play(content=empty)]
    assert shelf.ends(empty) == []
    assert shelf.cut_off("r1") == [
        m.StopPlayout(content=written),
        m.EndAudio(content=spoken),
        m.Play(content=spoken),
    ]


def test_nothing_plays_to_an_empty_room() -> None:
    shelf = Shelf(linked=None)
    shelf.adds(content())
    assert shelf.sounds(content()) == []
    assert shelf.audience("ann") == [m.Play(content=content())]
    assert shelf.audience("ann") == []


def test_a_part_is_known_while_its_response_is_the_latest() -> None:
    shelf = Shelf()
    shelf.adds(content())
    assert shelf.is_known(content())
    shelf.ends(content())
    assert shelf.is_known(content())
    assert shelf.find(content()) is None
    shelf.adds(content(response="r2"))
    assert not shelf.is_known(content())


def test_a_part_is_heard_from_its_first_sample_until_it_is_stopped() -> None:
    shelf = Shelf()
    shelf.adds(content())
    assert (shelf.is_pending, shelf.is_speaking, shelf.is_stopping) == (True, False, False)
    shelf.started(shelf.part(content()))
    assert (shelf.is_pending, shelf.is_speaking, shelf.is_stopping) == (True, True, False)
    shelf.stop()
    assert (shelf.is_pending, shelf.is_speaking, shelf.is_stopping) == (False, False, True)


def test_a_part_that_has_started_asks_for_its_next_word() -> None:
    shelf = Shelf()
    shelf.adds(content())
    part = shelf.part(content())
    part.captions.add_text("one", [m.Word(text="one", start_ms=0, end_ms=400)])
    assert shelf.grown(part) == []
    assert shelf.started(part) == [m.WakeAtHeard(content=content(), ms=200)]
    part.captions.heard_text(200)
    assert shelf.grown(part) == []
    part.captions.add_text(" two", [m.Word(text="two", start_ms=400, end_ms=800)])
    assert shelf.grown(part) == [m.WakeAtHeard(content=content(), ms=600)]
    shelf.stop()
    assert shelf.grown(part) == []


def test_all_parts_are_stopped_in_order_and_once() -> None:
    shelf = Shelf()
    shelf.adds(content(1))
    shelf.adds(content(0))
    assert shelf.stop() == [m.StopPlayout(content=content(0)), m.StopPlayout(content=content(1))]
    assert shelf.stop() == []


def test_a_part_that_was_stopped_does_not_play_when_the_one_before_it_has_ended() -> None:
    shelf = Shelf()
    shelf.adds(content(0))
    shelf.adds(content(1))
    shelf.stop()
    assert shelf.ends(content(0)) == []
    assert shelf.ends(content(1)) == []
    assert shelf.items == set()


def test_what_comes_next_waits_until_what_was_stopped_has_ended() -> None:
    shelf = Shelf()
    shelf.adds(content())
    shelf.sounds(content())
    shelf.stop()
    following = content(response="r2")
    shelf.adds(following)
    assert shelf.sounds(following) == []
    assert shelf.ends(content()) == [m.Play(content=following)]


def test_a_part_that_is_complete_has_all_its_audio() -> None:
    shelf = Shelf()
    shelf.adds(content())
    part = shelf.part(content())
    shelf.sounds(content())
    assert shelf.complete(part) == [m.EndAudio(content=content())]
    assert part.is_complete
    assert not part.is_cut


def test_a_part_without_a_sound_is_stopped_when_it_is_complete() -> None:
    shelf = Shelf()
    shelf.adds(content(0), "text")
    shelf.adds(content(1))
    shelf.part(content(1)).captions.add_text("written")
    for written in (content(0), content(1)):
        assert shelf.complete(shelf.part(written)) == [m.StopPlayout(content=written)]


def test_a_part_of_text_does_not_play_and_keeps_no_other_from_playing() -> None:
    shelf = Shelf()
    assert shelf.adds(content(0), "text") == [m.Buffer(content=content(0))]
    shelf.adds(content(1))
    assert shelf.sounds(content(1)) == [m.Play(content=content(1))]


def test_an_answer_that_is_cut_off_ends_with_what_has_come_of_it() -> None:
    shelf = Shelf()
    spoken, empty, written, done = content(0), content(1), content(2), content(3)
    for id_ in (spoken, empty, written, done):
        shelf.adds(id_)
    shelf.sounds(spoken)
    shelf.part(written).captions.add_text("never spoken")
    shelf.complete(shelf.part(done))
    assert shelf.cut_off("another") == []
    assert shelf.cut_off("r1") == [
        m.EndAudio(content=spoken),
        m.EndAudio(content=empty),
        m.StopPlayout(content=written),
    ]
    assert shelf.part(spoken).is_cut
    assert not shelf.part(done).is_cut
    assert shelf.cut_off("r1") == []


def test_a_part_that_is_broken_off_ends_where_it_is_and_the_others_do_not() -> None:
    shelf = Shelf()
    spoken, empty = content(0), content(1)
    for id_ in (spoken, empty):
        shelf.adds(id_)
    shelf.sounds(spoken)
    shelf.part(empty).captions.add_text("never spoken")
    assert shelf.break_off(shelf.part(spoken)) == [m.EndAudio(content=spoken)]
    assert shelf.break_off(shelf.part(empty)) == [m.StopPlayout(content=empty)]
    assert shelf.part(spoken).is_cut


def test_all_parts_are_orphans_when_the_model_is_lost() -> None:
    shelf = Shelf()
    shelf.adds(content())
    shelf.adds(content(response="r2"))
    shelf.complete(shelf.part(content()))
    assert shelf.orphan() == [m.EndAudio(content=content(response="r2"))]
    assert shelf.part(content()).is_orphan
