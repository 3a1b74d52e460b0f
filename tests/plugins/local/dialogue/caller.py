"""A caller who talks to the built-in dialogue, and the words in which its tests are told."""

from datetime import datetime, timedelta
from typing import Annotated, Literal

from antiphon.llm import (
    ChatChunk,
    ChatContext,
    ChatMessage,
    FunctionContext,
    ToolCall,
    TypeInfo,
    ai_callable,
)
from antiphon.plugins.local.dialogue.dialogue import Dialogue

NOON = datetime(2025, 11, 22, 12, 0)
"""A Saturday."""


class Caller:
    """One conversation: what the caller says and hears, on a clock that only `wait` moves."""

    def __init__(
        self, tools: FunctionContext | None = None, *, now: datetime = NOON, can_ring: bool = True
    ) -> None:
        self.ctx = ChatContext()
        self.tools = tools
        self.now = now
        self.scheduled: list[tuple[float, str]] = []
        self.dialogue = Dialogue(
            now=lambda: self.now,
            schedule=(lambda seconds, label: self.scheduled.append((seconds, label)))
            if can_ring
            else None,
        )

    async def says(self, text: str) -> str:
        """What the dialogue answers; all of it is heard."""
        self.ctx.append(text=text, role="user")
        return await self.hears()

    async def calls(self, text: str) -> tuple[str, str]:
        """Name and arguments of the one tool that is called when the caller says `text`."""
        self.ctx.append(text=text, role="user")
        (chunk,) = await self.chunks()
        (call,) = chunk.tool_calls
        self.ctx.messages.append(ChatMessage.create_tool_calls([call]))
        return call.name, call.arguments

    async def gets(self, *outputs: str) -> str:
        """What the dialogue makes of the outputs of the tools it called."""
        calls = self.ctx.messages[-1].tool_calls or ()
        for call, output in zip(calls, outputs, strict=True):
            assert isinstance(call, ToolCall)
            self.ctx.messages.append(
                ChatMessage(role="tool", content=output, tool_call_id=call.call_id)
            )
        return await self.hears()

    async def hears(self) -> str:
        """What the dialogue says now."""
        text = "".join(chunk.text for chunk in await self.chunks())
        if text:
            self.ctx.append(text=text, role="assistant")
        return text

    async def chunks(self) -> list[ChatChunk]:
        """The pieces of what the dialogue would say now; none of them is heard yet."""
        answer = self.dialogue.chat(chat_ctx=self.ctx, fnc_ctx=self.tools)
        return [chunk async for chunk in answer]

    def interrupts_after(self, heard: str) -> None:
        """The caller heard no more than `heard` of the last answer."""
        said = str(self.ctx.messages[-1].content)
        self.ctx.messages[-1].content = said[: said.index(heard) + len(heard)]

    def waits(self, **time: float) -> None:
        """Time goes by: `waits(minutes=5)`."""
        self.now += timedelta(**time)


class HomeTools(FunctionContext):
    """What a program might put on offer."""

    @ai_callable(description="Get the weather at a location")
    def get_weather(
        self, location: Annotated[str, TypeInfo(description="The city to look up")]
    ) -> str:
        return location

    @ai_callable(description="Turn the lights of a room on or off")
    def toggle_light(self, room: Literal["kitchen", "bedroom", "living_room"], on: bool) -> str:
        return room

    @ai_callable(description="Called when the user wants to know where their order is")
    def get_order_status(
        self, order_number: Annotated[int, TypeInfo(description="The order number")]
    ) -> str:
        return str(order_number)

    @ai_callable(description="Play music")
    def play_music(self, query: Annotated[str, TypeInfo(description="What to play")]) -> str:
        return query

    @ai_callable(description="Book an appointment with a doctor or a dentist")
    def book_appointment(
        self,
        with_whom: Annotated[str, TypeInfo(description="The person to see")],
        when: Annotated[str, TypeInfo(description="The date and time")],
    ) -> str:
        return when

    @ai_callable(description="Convert an amount of money from one currency to another")
    def convert_currency(self, amount: float, source: str, target: str) -> str:
        return target

    @ai_callable(description="Set the volume of the speaker, from 0 to 100")
    def set_volume(self, level: int) -> str:
        return str(level)

    @ai_callable(description="Send a text message to a contact")
    def send_message(self, recipient: str, message: str) -> str:
        return message

    @ai_callable(description="Roll a die")
    def roll_dice(self, sides: int = 6) -> str:
        return str(sides)
