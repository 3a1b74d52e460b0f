"""An agent with a tool in an embedded room, and a caller who plays it a recording."""

import asyncio
import sys

from antiphon import MultimodalAgent, llm
from antiphon.audio import Recording, read_wav
from antiphon.caller import Caller
from antiphon.errors import ConfigurationError
from antiphon.plugins import local
from antiphon.rooms import LocalRoom


class Tools(llm.FunctionContext):
    @llm.ai_callable(description="When the shop opens on a day of the week")
    def opening_hours(self, day: str) -> str:
        return f"On {day} we open at nine."


async def main(recording: Recording) -> None:
    room = LocalRoom()
    await room.connect("local://shop", "agent")
    agent = MultimodalAgent(model=local.RealtimeModel(), fnc_ctx=Tools())
    agent.on("user_speech_committed", lambda text: print("user: ", text))
    agent.on("agent_speech_committed", lambda text: print("agent:", text))
    agent.start(room)
    async with Caller.join("shop") as caller:
        await caller.until_agent_quiet(0.1)
        await caller.play(recording)
        await caller.until_agent_quiet(2.0)
    await agent.aclose()


try:
    if len(sys.argv) != 2:
        raise ConfigurationError("Give one WAV file, as in: hello.py question.wav")
    asyncio.run(main(read_wav(sys.argv[1])))
except ConfigurationError as error:
    print(error, file=sys.stderr)
    sys.exit(2)
