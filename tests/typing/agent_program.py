"""A program with an agent: events, tools and contexts."""

# pyright: reportUnnecessaryTypeIgnoreComment=true
import asyncio
from typing import Annotated, Literal, assert_type

from antiphon import AgentTranscriptionOptions, MultimodalAgent, llm, metrics, multimodal, tokenize
from antiphon.realtime import RealtimeModel
from antiphon.rooms import LocalRoom


class Desk(llm.FunctionContext):
    @llm.ai_callable(description="Book a table.")
    async def book(
        self, people: Annotated[int, llm.TypeInfo(description="how many")], when: str = "now"
    ) -> bool:
        return people < 9 and when != "never"

    @llm.ai_callable(name="hours", auto_retry=True)
    def opening_hours(self, day: Literal["weekday", "weekend"]) -> tuple[int, int]:
        """When the restaurant is open."""
        return (11, 23) if day == "weekday" else (10, 24)


async def tools_keep_their_signatures(desk: Desk) -> None:
    assert_type(await desk.book(2, when="tonight"), bool)
    assert_type(desk.opening_hours("weekend"), tuple[int, int])
    await desk.book("two")  # type: ignore[arg-type]
    desk.opening_hours("someday")  # type: ignore[arg-type]

    @desk.ai_callable(description="Cancel a booking.")
    def cancel(number: int) -> None: ...

    cancel(number="one")  # type: ignore[arg-type]


def contexts_chain() -> llm.ChatContext:
    chat_ctx = llm.ChatContext().append(role="system", text="Be brief.").append(text="Hello!")
    assert_type(chat_ctx, llm.ChatContext)
    assert_type(chat_ctx.copy().messages, list[llm.ChatMessage])
    chat_ctx.append(role="robot", text="Beep.")  # type: ignore[arg-type]
    chat_ctx.append("Hello!")  # type: ignore[call-arg]
    return chat_ctx


def listen(agent: MultimodalAgent, usage: metrics.UsageCollector) -> None:
    @agent.on("user_speech_committed")
    def user_said(text: str) -> None:
        print(text)  # noqa: T201 - programs talk to people

    assert_type(user_said("hello"), None)
    assert_type(agent.on("metrics_collected", usage), metrics.UsageCollector)
    agent.once("agent_started_speaking", lambda: None)
    agent.off("user_speech_committed", user_said)

    @agent.on("error")
    def failed(error: multimodal.AgentErrorEvent) -> None:
        assert_type(error.recoverable, bool)

    agent.on("user_speach_committed", user_said)  # type: ignore[call-overload]
    agent.once("spoke", user_said)  # type: ignore[call-overload]
    agent.off("heard", user_said)  # type: ignore[arg-type]


async def converse(model: RealtimeModel, room: LocalRoom) -> None:
    agent = MultimodalAgent(
        model=model,
        chat_ctx=contexts_chain(),
        fnc_ctx=Desk(),
        transcription=AgentTranscriptionOptions(
            user_transcription=False,
            sentence_tokenizer=tokenize.basic.SentenceTokenizer(min_sentence_len=10),
        ),
        max_text_response_retries=3,
    )
    listen(agent, metrics.UsageCollector())
    agent.start(room, "ann")
    agent.generate_reply(on_duplicate="cancel_existing")
    agent.interrupt()
    await agent.set_chat_ctx(agent.chat_ctx_copy())
    agent.fnc_ctx = None
    await asyncio.sleep(1)
    await agent.aclose()
    agent.generate_reply(on_duplicate="keep_all")  # type: ignore[arg-type]
    MultimodalAgent(model="gpt")  # type: ignore[arg-type]
    MultimodalAgent(model)  # type: ignore[call-arg]
