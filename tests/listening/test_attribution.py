"""Whose words code is about, in tasks and threads."""

import asyncio

from antiphon.listening.attribution import attributed, speaker, speaker_in

TALK, OTHER_TALK = object(), object()


def test_outside_of_everything_it_is_about_nobodys_words() -> None:
    assert speaker() is None
    assert speaker_in(TALK) is None


def test_inside_it_is_about_somebodys_words_in_that_conversation() -> None:
    with attributed(TALK, "ann"):
        assert speaker() == "ann"
        assert speaker_in(TALK) == "ann"
        assert speaker_in(OTHER_TALK) is None
        with attributed(TALK, None):
            assert speaker() is None
        assert speaker() == "ann"
    assert speaker() is None


async def test_tasks_and_threads_keep_whose_words_they_are_about() -> None:
    async def later() -> str | None:
        await asyncio.sleep(1.0)
        return await asyncio.to_thread(speaker)

    with attributed(TALK, "ann"):
        task = asyncio.create_task(later())
    with attributed(TALK, "bob"):
        assert await task == "ann"
