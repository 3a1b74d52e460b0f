"""What is said to the built-in dialogue.

Two of three phrases, in other words than those of its tables, were looked at while it was made to
understand them. Each third one is held out: written anew on 2026-11-23 by somebody who had not seen
its tables, and not seen by whoever tuned it, it is only ever measured.
"""

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["FOREIGN", "KNOWN", "Phrase"]

HELD_OUT_EVERY = 3


@dataclass(frozen=True, slots=True)
class Phrase:
    """Something that is said."""

    text: str
    intent: str
    """What the dialogue should take it for; empty where it should refuse."""
    is_held_out: bool


def phrases(intent: str, texts: Sequence[str]) -> tuple[Phrase, ...]:
    last = HELD_OUT_EVERY - 1
    return tuple(
        Phrase(text, intent, number % HELD_OUT_EVERY == last) for number, text in enumerate(texts)
    )


OWN = {
    "greet": """
        Hello, nice to talk to you
        Hey there, good morning
        Hiya, good evening
        Hi, it's me again
        Well, hello again
        Hello my friend, I thought I'd give you a ring
    """,
    "how_are_you": """
        How are you feeling today?
        So how's it going?
        How have you been lately?
        And how are you this evening?
        How's your day been so far?
        Are you doing all right today?
    """,
    "thanks": """
        Thanks a million
        Thank you, you've been very helpful
        That's very kind of you, thank you
        Many thanks for your help
        Great, thank you so much
        Brilliant, thanks for sorting that out
    """,
    "goodbye": """
        Goodbye for now
        I have to go, bye
        Right then, I'm off, bye
        Have a great day, bye
        Good night, see you tomorrow
        Talk to you another time, goodbye
    """,
    "are_you_there": """
        Hey, are you still there?
        Can you hear what I'm saying?
        Hello, can anybody hear me?
        Are you still with me?
        Is there anyone there?
        It's gone very quiet, are you there?
    """,
    "introduce": """
        Tell me who you are
        What should I call you?
        Could you introduce yourself, please?
        What sort of program are you?
        Do you have a name of your own?
        Am I speaking to a computer or to a real person?
    """,
    "help": """
        What sort of things can you do?
        How can you be of help?
        What kind of questions can I ask you?
        I don't know what to ask you, please help
        Could you explain what you're able to do?
        I'm a bit lost, can you tell me what my options are?
    """,
    "yes": """
        Yes, that would be nice
        Yes, absolutely
        Sure, why not
        Okay, do it
        Yes, I'd like that
        Yep, sounds good to me
    """,
    "no": """
        No thanks, I'm good
        No, I don't want that
        Not right now, thank you
        No, you don't have to
        That's all for now, thanks
        I don't think so, no
    """,
    "stop": """
        Would you stop talking now?
        That's enough for now
        Be quiet now, please
        Okay, you can stop
        Hold on a second
        Stop it, I've heard enough
    """,
    "give_name": """
        My name is Michael
        I'm called Susan
        I'm Peter, by the way
        My friends call me Lucy
        You can call me Tom
        Just so you know, my name's Emma
    """,
    "ask_name": """
        Could you tell me what my name is?
        Have you remembered my name?
        Do you still know my name?
        What's my name again?
        Tell me what I'm called
        Can you remember who I am?
    """,
    "go_on": """
        Would you go on with the story?
        And what happened after that?
        I'd like to hear more of the story, please continue
        Tell me what happens next
        Carry on, please do
        Don't stop there, how does it go on?
    """,
    "repeat": """
        Sorry, could you say that again?
        Can you please repeat what you just said?
        I didn't quite catch that, come again?
        What was it that you said?
        Pardon, what did you say?
        Say that one more time, please
    """,
    "repeat_slowly": """
        Could you say that a bit more slowly?
        Please talk more slowly
        You're speaking too fast for me, could you repeat it slowly?
        Can you repeat it a little slower?
        That was too quick, slow down
        Say it again, but slower this time
    """,
    "change_mind": """
        Actually, I've changed my mind
        Please undo what you just did
        No wait, put it back the way it was
        That was a mistake, undo it
        Forget about what I just said
        Can we take back that last step?
    """,
    "time": """
        Can you tell me what time it is?
        What time is it right now?
        Have you got the time, please?
        I'd like to know the time
        What's the time at the moment?
        I haven't got my watch on, what time is it?
        Please tell me the time of day
    """,
    "date": """
        So what's the date today?
        Can you tell me today's date?
        Which date is it today?
        What month are we in?
        I need to know the date
        Do you happen to know what the date is?
    """,
    "weekday": """
        What day of the week is it today?
        Which day of the week do we have today?
        Could you tell me which day of the week it is?
        Today is which weekday?
        What day are we on?
        I keep mixing up the days, is it Thursday today?
    """,
    "tomorrow": """
        What day will it be tomorrow?
        What will be the date tomorrow?
        What's tomorrow, Tuesday or Wednesday?
        Tell me tomorrow's date
        And what date is tomorrow?
        I'd like to know tomorrow's date, please
    """,
    "year": """
        Which year do we have?
        What's the year right now?
        Could you tell me what year it is?
        What year are we in?
        Tell me which year it is
        Remind me, which year is it now?
    """,
    "sum": """
        How much is seventeen plus five?
        What's nine times eight?
        Can you add thirty six and eighteen for me?
        What is one hundred divided by four?
        Please subtract six from twenty
        What do I get if I take twelve away from fifty?
        What's twenty percent of sixty?
        What does fifteen minus nine make?
        Six times fourteen, how much is that?
    """,
    "add": """
        Please add milk and bread to my list
        Put two bottles of water on the shopping list
        I need some potatoes, could you add them to my list?
        Write down butter on my list
        Could you put cheese on my shopping list?
        Onions and garlic should go on the shopping list
        Can you note coffee on my list?
        We also need to add sugar
        Shopping list, add a loaf of bread please
    """,
    "remove": """
        Take the milk off my list
        Please remove the eggs from the shopping list
        We don't need yoghurt any more, take it off the list
        Cross the butter off the list
        Could you take cheese off my shopping list?
        Please delete bread from my shopping list
        Get rid of the apples on my list
        Please scratch coffee from my list
        The bananas can come off my list
    """,
    "read_list": """
        What do I have on my shopping list?
        Could you read my list to me?
        What's on the list so far?
        Tell me everything on my list
        Which things are on my shopping list?
        Let me hear my shopping list
        Read out my shopping list please
        What do I still have to buy?
        What did I want to get from the shops?
    """,
    "clear_list": """
        Please clear my whole list
        Delete everything from my shopping list
        Could you empty the shopping list for me?
        Remove everything that's on my list
        I want to start a fresh list
        Wipe the whole list clean, please
    """,
    "set_timer": """
        Set a timer for ten minutes
        Would you start a five minute timer?
        Can you set a timer for half an hour, please?
        I need a timer for thirty seconds
        Remind me in twenty minutes
        My cake's in the oven, give me a shout in twenty five minutes
        Start the timer, fifteen minutes please
        Let me know when eight minutes are over
        Two minute timer, please
    """,
    "time_left": """
        How much time is left on my timer?
        When is the timer going to ring?
        How many minutes are left on the timer?
        How long until my timer goes off?
        Check how long the timer still runs
        Has my timer got long to go?
    """,
    "cancel_timer": """
        I'd like to cancel the timer
        Could you stop my timer?
        Switch the timer off, please
        I don't need the timer any longer
        Delete all my timers
        You can cancel the timer, the eggs are done
    """,
    "story": """
        Can you tell me a short story?
        I'd love to hear a story
        Please tell the children a story
        Would you read me a bedtime story?
        Do you know any good stories?
        I can't sleep, tell me a story
    """,
    "fine": """
        I'm doing very well, thank you
        I'm fine, thanks for asking
        Pretty good, thank you
        I feel great today
        I'm all right, thank you
        I'm quite well today, thanks
    """,
}

OTHERS = """
    What's the weather going to be tomorrow?
    Who won the football match last night?
    I'd like to order a pizza with mushrooms
    How tall is Mount Everest?
    Book a table for two at seven
    What's the fastest way to the airport?
    What's the capital of Australia?
    Turn off the lights in the bedroom
    Call my daughter on her mobile
    How do I bake a chocolate cake?
    Send an email to my boss
    What goes well with grilled salmon?
    Who painted the Mona Lisa?
    Please transfer fifty euros to my sister
    My car won't start this morning
    What do you think about the election?
    Is there a pharmacy near here?
    Is there any news about the strike?
    How many people live in China?
    Set the heating to twenty one degrees
    Turn down the music in the living room
    Can you find me a cheap flight to Rome?
    Who was the first man on the moon?
    Which languages do they speak in Switzerland?
    What does this word mean in German?
    The kitchen sink is leaking
    I need to see a doctor this week
    How much does a new phone cost?
    Is it going to rain this weekend?
    Can you order me a taxi to the station?
    Where did I put my keys?
    What's the best restaurant in town?
    Who invented the telephone?
    How old is the queen of Denmark?
    I'd like to speak to a manager
    Our new neighbours have two cats
    The train was late again this morning
    Which film should I watch tonight?
    How far away is the sun?
    Take a photo of me
    What is the distance between London and Paris?
    Please open the blinds in the office
    Lock the front door please
    Why is the grass green?
    When is the next bus to the city centre?
    Where can I buy stamps?
    My neighbour plays the drums all night
    I've lost my credit card, can you block it?
    What's the score of the game?
    Sing happy birthday to my son
    What's the exchange rate for the dollar?
    I need a new pair of shoes for the wedding
    Translate this sentence into Italian
    Text my husband that I'll be late
    We went to the beach with the children
    Can you recommend a good book?
    Do you sell garden furniture?
    Do you believe in ghosts?
    Close the garden gate
    How do you spell necessary?
    How long does it take to fly to New York?
    My brother is getting married in June
    The parcel I ordered hasn't arrived
    Show me pictures of Venice
    I forgot to water the plants
    Which team is top of the league?
    Can dogs eat chocolate?
    Put the car in the garage
    Play some jazz please
    Reserve a hotel room for Friday night
    What year was the bridge built?
    Is it safe to eat raw eggs?
    My name badge is at the reception
    The story was on television last week
    My uncle tells the same story every Christmas
    I read a list of the richest people
    What day is Easter next year?
    What time does the concert start tonight?
    Could you repeat the order for table five?
    Stop the washing machine
"""


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.strip().splitlines()]


KNOWN = tuple(phrase for intent, text in OWN.items() for phrase in phrases(intent, lines(text)))
"""What the dialogue has an intent for."""
FOREIGN = phrases("", lines(OTHERS))
"""What it has none for."""
