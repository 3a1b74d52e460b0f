"""What is said to the built-in dialogue, in other words than those of its tables.

Two of three phrases were looked at while the dialogue was made to understand them; each third one
is held out: it is only ever measured.
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
        Good afternoon, my friend
        Hi, it's me again
        Well, hello again
        A very good evening
    """,
    "how_are_you": """
        How are you feeling today?
        So how's it going?
        How have you been lately?
        And how are you this evening?
        How's your day been so far?
        Are you doing well?
    """,
    "thanks": """
        Thanks a million
        Thank you, you've been very helpful
        That's really kind of you
        Many thanks for your help
        Great, thank you so much
        I'm grateful for your help
    """,
    "goodbye": """
        Goodbye for now
        I have to go, bye
        Talk to you later then
        Have a great day, bye
        Good night, see you tomorrow
        I'm leaving now, goodbye
    """,
    "are_you_there": """
        Hey, are you still there?
        Can you hear what I'm saying?
        Is anybody listening?
        Are you still with me?
        Is there anyone there?
        Did you hear me?
    """,
    "introduce": """
        Tell me who you are
        What should I call you?
        Are you a real person or a machine?
        What sort of program are you?
        Do you have a name of your own?
        Am I speaking with a human being?
    """,
    "help": """
        What sort of things can you do?
        How can you be of help?
        What can I ask you to do?
        I don't know what to ask you, please help
        Could you explain what you're able to do?
        What else do you know?
    """,
    "yes": """
        Yes, that would be nice
        Yes, absolutely
        Sure, why not
        Okay, do it
        Yes, I'd like that
        That sounds good to me
    """,
    "no": """
        No thanks, I'm good
        No, I don't want that
        No, not right now
        No, you don't have to
        That's all for now, thanks
        Not at the moment, thank you
    """,
    "stop": """
        Would you stop talking now?
        That's enough for now
        Could you be quiet please?
        Okay, you can stop
        Hold on a second
        Okay, be quiet now
    """,
    "give_name": """
        My name is Michael
        I'm called Susan
        Please call me Peter
        My friends call me Lucy
        You can call me Tom
        The name's Walter
    """,
    "ask_name": """
        Could you tell me what my name is?
        Have you remembered my name?
        Do you still know who I am?
        What's my name again?
        Tell me what I'm called
        Do you recall my name?
    """,
    "go_on": """
        Would you go on with the story?
        And what happened after that?
        Continue from where you stopped
        Tell me what happens next
        Carry on, please do
        I'd like to hear how it ends
    """,
    "repeat": """
        Sorry, could you say that again?
        Can you please repeat what you just said?
        I didn't catch that, once more please
        What was it that you said?
        Pardon, what did you say?
        Could you tell me that one more time?
    """,
    "repeat_slowly": """
        Could you say that a bit more slowly?
        Please talk more slowly
        You're speaking too fast for me
        Can you repeat it a little slower?
        That was too quick, slow down
        A bit slower, if you can
    """,
    "change_mind": """
        Actually, I've changed my mind
        Please undo what you just did
        I didn't mean that, take it back
        That was a mistake, undo it
        Forget about what I just said
        No wait, I made a mistake
    """,
    "time": """
        Can you tell me what time it is?
        What time is it right now?
        How late is it by now?
        I'd like to know the time
        What's the time at the moment?
        Do you happen to have the time?
        Please tell me the time of day
    """,
    "date": """
        So what's the date today?
        Can you tell me today's date?
        Which date do we have today?
        What month are we in?
        I need to know the date
        Which day of the month is it?
    """,
    "weekday": """
        What day of the week is it today?
        Which day of the week do we have today?
        Can you tell me what day it is?
        Today is which weekday?
        What day are we on?
        Do you know which day it is today?
    """,
    "tomorrow": """
        What day will it be tomorrow?
        What will be the date tomorrow?
        Which day of the week is tomorrow?
        Tell me tomorrow's date
        And what date is tomorrow?
        What day comes after today?
    """,
    "year": """
        Which year do we have?
        What's the year right now?
        Can you tell me what year it is?
        What year are we in?
        Tell me which year it is
        What year are we living in?
    """,
    "sum": """
        How much is seventeen plus five?
        What's nine times eight?
        Can you add twelve and thirty?
        What is one hundred divided by four?
        Please subtract six from twenty
        How much do I get if I multiply eleven by three?
        What's twenty percent of sixty?
        What does fifteen minus nine make?
        What is the square root of eighty one?
    """,
    "add": """
        Please add milk and bread to my list
        Put two bottles of water on the shopping list
        I need you to add eggs to the list
        Write down butter on my list
        Could you put cheese on my shopping list?
        Add onions and potatoes to the shopping list please
        Can you note coffee on my list?
        We also need to add sugar
        Put some apples on there for me
    """,
    "remove": """
        Take the milk off my list
        Please remove the eggs from the shopping list
        Delete bread from my list
        Cross the butter off the list
        Could you take cheese off my shopping list?
        I don't need the onions any more
        Get rid of the apples on my list
        Please scratch coffee from my list
        Remove sugar from the list again
    """,
    "read_list": """
        What do I have on my shopping list?
        Could you read my list to me?
        What's on the list right now?
        Tell me everything on my list
        Which things are on my shopping list?
        Let me hear my list
        Read out my shopping list please
        What do I still have to buy?
        Is there something on my list?
    """,
    "clear_list": """
        Please clear my whole list
        Delete everything from my shopping list
        Empty my list completely
        Remove everything that's on my list
        I want to start a fresh list
        Wipe the shopping list
    """,
    "set_timer": """
        Set a timer for ten minutes
        Would you start a five minute timer?
        Can you set a timer for one hour?
        I need a timer for thirty seconds
        Remind me in twenty minutes
        Give me a timer of two and a half minutes
        Start the timer, fifteen minutes please
        Let me know when eight minutes are over
        Could you time three minutes for me?
    """,
    "time_left": """
        How much time is left on my timer?
        When is the timer going to ring?
        How many minutes does the timer still have?
        How long until my timer goes off?
        Check how long the timer still runs
        What's the state of my timer?
    """,
    "cancel_timer": """
        I'd like to cancel the timer
        Could you stop my timer?
        Turn that timer off
        I don't need the timer any longer
        Delete all my timers
        Please switch my timer off
    """,
    "story": """
        Can you tell me a short story?
        I'd love to hear a story
        Please tell us another story
        Would you read me a bedtime story?
        Do you know any good stories?
        Tell me a story about an animal
    """,
    "fine": """
        I'm doing very well, thank you
        I'm fine, thanks for asking
        Pretty good, thanks for asking
        I feel great today
        I'm all right, thank you
        Everything's fine
    """,
}

OTHERS = """
    What's the weather going to be tomorrow?
    Who won the football match last night?
    Can you call a taxi for me?
    How tall is Mount Everest?
    Book a table for two at seven
    My car broke down on the motorway
    What's the capital of Australia?
    Turn off the lights in the bedroom
    I'd like to order a pepperoni pizza
    How do I bake a chocolate cake?
    Send an email to my boss
    When does the next bus leave?
    Who painted the Mona Lisa?
    Please transfer fifty euros to my sister
    I lost my passport yesterday
    What do you think about the election?
    Is there a pharmacy near here?
    Play my favourite song
    How many people live in China?
    Set the heating to twenty one degrees
    My doctor told me to drink more water
    Can you find me a cheap flight to Rome?
    Who was the first man on the moon?
    Please cancel my newspaper
    What does this word mean in German?
    The kitchen sink is leaking
    Tell me a joke about cats
    How much does a new phone cost?
    Is it going to rain this weekend?
    My daughter starts school in September
    Where did I put my keys?
    What's the best restaurant in town?
    Read me the news headlines
    How old is the queen of Denmark?
    I'd like to speak to a manager
    Could you check my bank balance?
    The train was late again this morning
    Which film should I watch tonight?
    How do you spell necessary?
    Take a photo of me
    What is the distance between London and Paris?
    I think I have a fever
    Lock the front door please
    Why is the grass green?
    Who is the president of France?
    Where can I buy stamps?
    My neighbour plays the drums all night
    Increase the brightness of the screen
    What's the score of the game?
    Sing happy birthday to my son
    How many calories are in a banana?
    I need a new pair of shoes for the wedding
    Translate this sentence into Italian
    When is the library open on Sundays?
    We went to the beach with the children
    Can you recommend a good book?
    What time does the film start?
    Do you believe in ghosts?
    Close the garden gate
    Order more printer paper
    How long does it take to fly to New York?
    My brother is getting married in June
    What is the exchange rate of the dollar?
    Show me pictures of Venice
    I forgot to water the plants
    Which country has the most lakes?
    Can dogs eat chocolate?
    Put the car in the garage
    What time is sunset in Madrid?
    Reserve a hotel room for Friday night
    What year was the bridge built?
    How do I remove a wine stain from a carpet?
    My name badge is at the reception
    The story was on television last week
    Is the timer on the oven broken?
    I read a list of the richest people
    What day is Easter next year?
    Add my friend to the group chat
    Could you repeat the order for table five?
    Stop the washing machine
"""


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.strip().splitlines()]


KNOWN = tuple(phrase for intent, text in OWN.items() for phrase in phrases(intent, lines(text)))
"""What the dialogue has an intent for."""
FOREIGN = phrases("", lines(OTHERS))
"""What it has none for."""
