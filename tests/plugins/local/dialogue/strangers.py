"""Tools that somebody who has never seen the dialogue might bring: names and words as they come."""

from enum import Enum
from typing import Annotated, Literal

from antiphon.llm import FunctionContext, TypeInfo, ai_callable

__all__ = ["MoreTools", "StrangersTools"]


class Unit(Enum):
    CELSIUS = "celsius"
    FAHRENHEIT = "fahrenheit"


class Direction(Enum):
    UP = "up"
    DOWN = "down"


class StrangersTools(FunctionContext):
    """What a house, a shop, an office and a telephone have on offer."""

    @ai_callable(description="Turn a light in the house on or off")
    def switch_light(self, room: str, on: bool) -> None: ...

    @ai_callable(description="When the shop opens on a day")
    def opening_hours(self, day: str) -> None: ...

    @ai_callable()
    def get_weather(
        self,
        location: Annotated[str, TypeInfo(description="The city and state, e.g. San Francisco")],
        unit: Unit = Unit.CELSIUS,
    ) -> None:
        """Get the current weather in a given location"""

    @ai_callable(description="Looks up where an order is")
    def order_status(
        self, order_number: Annotated[int, TypeInfo(description="number of the order")]
    ) -> None: ...

    @ai_callable(description="Book an appointment with the doctor")
    def book_appointment(self, day: str, time: str) -> None: ...

    @ai_callable(description="Make the sound louder or quieter")
    def change_volume(self, direction: Direction) -> None: ...

    @ai_callable(description="Play some music")
    def play_music(self, genre: str) -> None: ...

    @ai_callable(description="Convert money")
    def convert_currency(self, amount: float, from_currency: str, to_currency: str) -> None: ...

    @ai_callable(description="Find somebody's phone number")
    def lookup_phone(self, name: str) -> None: ...

    @ai_callable(description="Adds somebody to the address book")
    def add_contact(self, name: str, phone: str | None = None) -> None: ...

    @ai_callable(description="How warm it is in a room")
    def temperature(self, room: Literal["kitchen", "living room", "bedroom"]) -> None: ...

    @ai_callable(description="Tells whether a flight is on time")
    def flight_status(self, flight_number: str) -> None: ...

    @ai_callable(description="Set the thermostat to a temperature in degrees")
    def set_thermostat(self, degrees: int) -> None: ...

    @ai_callable(description="Send a text message to somebody")
    def send_message(self, to: str, text: str) -> None: ...

    @ai_callable(description="List the files in the current folder")
    def list_files(self) -> None: ...

    @ai_callable(description="A random joke")
    def joke(self) -> None: ...


class MoreTools(FunctionContext):
    """Tools that come in pairs, and such as are described otherwise."""

    @ai_callable(description="Turns the lights on")
    def turn_on_lights(self, room: str) -> None: ...

    @ai_callable(description="Turns the lights off")
    def turn_off_lights(self, room: str) -> None: ...

    @ai_callable(description="Raises the volume")
    def volume_up(self) -> None: ...

    @ai_callable(description="Lowers the volume")
    def volume_down(self) -> None: ...

    @ai_callable(description="Plays music by an artist")
    def play_music(self, artist: str) -> None: ...

    @ai_callable(description="Stops the music")
    def stop_music(self) -> None: ...

    @ai_callable(description="Lock or unlock a door")
    def lock_door(self, door: str, locked: bool) -> None: ...

    @ai_callable(description="Open or close the blinds")
    def move_blinds(
        self, position: Literal["open", "closed"], room: str = "living room"
    ) -> None: ...

    @ai_callable(description="Order a pizza")
    def order_pizza(self, size: Literal["small", "medium", "large"], topping: str) -> None: ...

    @ai_callable(description="Orders a taxi")
    def order_taxi(self, address: str, time: str = "now") -> None: ...

    @ai_callable(description="Reserve a table at the restaurant")
    def reserve_table(self, people: int, time: str, name: str | None = None) -> None: ...

    @ai_callable(description="Translates a phrase into another language")
    def translate(self, text: str, language: str) -> None: ...

    @ai_callable(description="Create a reminder")
    def create_reminder(self, text: str, when: str) -> None: ...

    @ai_callable(description="Start a phone call with a person")
    def make_call(self, person: str) -> None: ...

    @ai_callable(description="Search the web")
    def web_search(self, query: str) -> None: ...

    @ai_callable(description="Called when the user asks to talk to a human")
    def transfer_to_human(self) -> None: ...

    @ai_callable(description="Set the brightness of a lamp in percent")
    def set_brightness(self, lamp: str, percent: int) -> None: ...

    @ai_callable(description="Check whether a product is in stock")
    def check_stock(self, product: str) -> None: ...

    @ai_callable(description="Track a package")
    def track_package(self, tracking_number: int | str) -> None: ...

    @ai_callable(description="Adds two numbers")
    def add(self, a: float, b: float) -> None: ...

    @ai_callable(name="getExchangeRate", description="Current exchange rate of two currencies")
    def exchange_rate(self, base: str, target: str) -> None: ...
