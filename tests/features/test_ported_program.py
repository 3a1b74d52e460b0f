"""A program for LiveKit Agents 0.12 runs after one search-and-replace, with real speech."""

from pathlib import Path
from types import ModuleType

import pytest

from antiphon.audio import AudioFrame, combine_frames
from antiphon.caller import Caller
from antiphon.plugins import local
from antiphon.rooms import LocalRoom

PROGRAM = Path(__file__).parents[1] / "data" / "ported_program" / "museum_desk.txt"

TEN_EVENTS = {
    "user_started_speaking",
    "user_stopped_speaking",
    "agent_started_speaking",
    "agent_stopped_speaking",
    "user_speech_committed",
    "agent_speech_committed",
    "agent_speech_interrupted",
    "function_calls_collected",
    "function_calls_finished",
    "metrics_collected",
}
TOOL_ANSWER = [
    "function_calls_collected",
    "function_calls_finished",
    "agent_started_speaking",
    "agent_stopped_speaking",
    "agent_speech_committed",
]


def ported() -> ModuleType:
    """The program, as it is after the search-and-replace."""
    source = PROGRAM.read_text("utf-8")
    assert "antiphon" not in source
    source = source.replace("livekit.agents", "antiphon")
    source = source.replace("livekit.plugins", "antiphon.plugins")
    program = ModuleType("museum_desk")
    exec(compile(source, "museum_desk.py", "exec"), program.__dict__)
    return program


async def spoken(text: str) -> AudioFrame:
    """`text`, in the visitor's voice."""
    voice = local.HibariTTS(local.HibariOptions(seed=7))
    return combine_frames([clause.frame async for clause in voice.synthesize(text)])


async def ask(visitor: Caller, text: str) -> None:
    """Say it when it is one's turn, and leave the microphone open."""
    await visitor.until_agent_quiet(1.0)
    await say(visitor, text)


async def cut_in(visitor: Caller, text: str) -> None:
    """Say it while the agent speaks."""
    await visitor.until_agent_speaks()
    await visitor.silence(4.0)
    await say(visitor, text)


async def say(visitor: Caller, text: str) -> None:
    await visitor.play(await spoken(text))
    await visitor.silence(2.0)


@pytest.mark.timeout(120)  # loads the speech engines
async def test_a_program_for_0_12_talks_uses_its_tools_and_hears_of_all_ten_events() -> None:
    room = LocalRoom()
    await room.connect("local://museum", "desk")
    async with Caller.join("museum", "visitor", sample_rate=16_000) as visitor:
        agent, desk, said, happened, usage = ported().begin(room, local.RealtimeModel())
        await ask(visitor, "When does the museum open on Saturday?")
        await ask(visitor, "What is the price of a ticket for a child?")
        await ask(visitor, "Please tell me a story.")
        await cut_in(visitor, "Stop, thank you.")
        await ask(visitor, "Goodbye.")
        await visitor.until_agent_quiet(2.0)
        await agent.aclose()
    await room.disconnect()

    assert desk.asked == ["opening_hours Saturday", "ticket_price child"]
    speakers, texts = zip(*said, strict=True)
    assert speakers == ("desk", *("visitor", "desk") * 5)
    assert "museum" in texts[1] and "Saturday" in texts[1]
    assert texts[2] == "On Saturday the museum opens at ten."
    assert "ticket" in texts[3] and "child" in texts[3]
    assert texts[4] == "A ticket for one child is 4 euros."
    assert "story" in texts[5]
    assert texts[6].startswith("Once upon a time") and texts[6].endswith("...")
    assert "bye" in texts[10].lower()
    told = [event for event in happened if event != "metrics_collected"]
    assert told[6 : 6 + len(TOOL_ANSWER)] == TOOL_ANSWER
    assert set(happened) == TEN_EVENTS
    assert happened.count("agent_speech_interrupted") == 1
    assert happened.count("function_calls_finished") == 2
    assert usage.get_summary().llm_completion_tokens == 0  # nobody is billed for this model
