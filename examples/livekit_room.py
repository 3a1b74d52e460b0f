"""An agent with OpenAI's model in a LiveKit room: livekit_room.py ROOM [WHO]."""

import asyncio
import os
import sys

from antiphon import MultimodalAgent, llm, rtc
from antiphon.errors import AgentError
from antiphon.plugins import openai
from antiphon.rooms.livekit.tokens import agent_token


class Tools(llm.FunctionContext):
    @llm.ai_callable(description="When the shop opens on a day of the week")
    def opening_hours(self, day: str) -> str:
        return f"On {day} we open at nine."


async def main(name: str, participant: str | None = None) -> None:
    url, key, secret = (os.environ[f"LIVEKIT_{what}"] for what in ("URL", "API_KEY", "API_SECRET"))
    model = openai.realtime.RealtimeModel(voice="marin", instructions="You keep a shop.")
    agent = MultimodalAgent(model=model, fnc_ctx=Tools())
    agent.on("user_speech_committed", lambda text: print("user: ", text))
    agent.on("agent_speech_committed", lambda text: print("agent:", text))
    room = rtc.Room()
    await room.connect(url, agent_token(name, key=key, secret=secret))
    agent.start(room, participant)  # at once: what is said before is not heard
    agent.generate_reply()
    try:
        await agent.wait_closed()
    finally:
        await agent.aclose()
        await room.disconnect()


if len(sys.argv) not in (2, 3):
    sys.exit("Give a room, and whom to listen to there if not to the first who comes.")
try:
    asyncio.run(main(*sys.argv[1:]))
except KeyError as missing:
    sys.exit(f"The environment has no {missing.args[0]}.")
except rtc.ConnectError:  # its own words may hold the token
    sys.exit("The room cannot be entered: check the server's address, key and secret.")
except AgentError as error:
    sys.exit(str(error))
except KeyboardInterrupt:
    sys.exit(130)
