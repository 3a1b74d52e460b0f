"""What is said to the built-in dialogue.

Two of three phrases, in other words than those of its tables, were looked at while it was made to
understand them. Each third one is held out: written anew on 2026-11-23, after the dialogue was
tuned, by somebody who had not seen its tables, it is only ever measured.
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
        Good morning to you
        Hi, it's me again
        Well, hello again
        Hi there, I'm back again
    """,
    "how_are_you": """
        How are you feeling today?
        So how's it going?
        How are things with you?
        And how are you this evening?
        How's your day been so far?
        Hope you're well, how are you keeping?
    """,
    "thanks": """
        Thanks a million
        Thank you, you've been very helpful
        Cheers, that helped a lot
        Many thanks for your help
        Great, thank you so much
        I really appreciate that
    """,
    "goodbye": """
        Goodbye for now
        I have to go, bye
        Okay, I'll hang up now, bye bye
        Have a great day, bye
        Good night, see you tomorrow
        See you soon, take care
    """,
    "are_you_there": """
        Hey, are you still there?
        Can you hear what I'm saying?
        Hello? Is this thing working?
        Are you still with me?
        Is there anyone there?
        Are you still on the line?
    """,
    "introduce": """
        Tell me who you are
        What should I call you?
        Who am I talking to?
        What sort of program are you?
        Do you have a name of your own?
        So what exactly are you, a robot?
    """,
    "help": """
        What sort of things can you do?
        How can you be of help?
        What are you good at?
        I don't know what to ask you, please help
        Could you explain what you're able to do?
        I'm new here, what can I say to you?
    """,
    "yes": """
        Yes, that would be nice
        Yes, absolutely
        Yeah, go ahead
        Okay, do it
        Yes, I'd like that
        Oh yes please, I'd love that
    """,
    "no": """
        No thanks, I'm good
        No, I don't want that
        Nope, not today
        No, you don't have to
        That's all for now, thanks
        I'd rather not, thank you
    """,
    "stop": """
        Would you stop talking now?
        That's enough for now
        All right, that'll do, stop there
        Okay, you can stop
        Hold on a second
        Hush for a moment, would you?
    """,
    "give_name": """
        My name is Michael
        I'm called Susan
        Hi, this is Helen speaking
        My friends call me Lucy
        You can call me Tom
        I go by Daniel
    """,
    "ask_name": """
        Could you tell me what my name is?
        Have you remembered my name?
        What did I say my name was?
        What's my name again?
        Tell me what I'm called
        Do you know who's talking to you?
    """,
    "go_on": """
        Would you go on with the story?
        And what happened after that?
        Please keep going, I want to know the rest
        Tell me what happens next
        Carry on, please do
        And then?
    """,
    "repeat": """
        Sorry, could you say that again?
        Can you please repeat what you just said?
        What was that?
        What was it that you said?
        Pardon, what did you say?
        I'm sorry, I missed that, would you repeat it for me?
    """,
    "repeat_slowly": """
        Could you say that a bit more slowly?
        Please talk more slowly
        Not so fast, please
        Can you repeat it a little slower?
        That was too quick, slow down
        Once more, but take your time
    """,
    "change_mind": """
        Actually, I've changed my mind
        Please undo what you just did
        Oops, that's not what I wanted, can you reverse it?
        That was a mistake, undo it
        Forget about what I just said
        Scrap that last thing
    """,
    "time": """
        Can you tell me what time it is?
        What time is it right now?
        What does the clock say?
        I'd like to know the time
        What's the time at the moment?
        Excuse me, what time do you have?
        Please tell me the time of day
    """,
    "date": """
        So what's the date today?
        Can you tell me today's date?
        Today's date, please
        What month are we in?
        I need to know the date
        I've lost track, what's the date?
    """,
    "weekday": """
        What day of the week is it today?
        Which day of the week do we have today?
        Is today Monday or Tuesday?
        Today is which weekday?
        What day are we on?
        What weekday is it now?
    """,
    "tomorrow": """
        What day will it be tomorrow?
        What will be the date tomorrow?
        What date do we have tomorrow?
        Tell me tomorrow's date
        And what date is tomorrow?
        Is tomorrow Saturday already?
    """,
    "year": """
        Which year do we have?
        What's the year right now?
        What year is this?
        What year are we in?
        Tell me which year it is
        I need the current year, please
    """,
    "sum": """
        How much is seventeen plus five?
        What's nine times eight?
        What do twenty three and forty five add up to?
        What is one hundred divided by four?
        Please subtract six from twenty
        Divide ninety by six for me
        What's twenty percent of sixty?
        What does fifteen minus nine make?
        Can you work out seven times thirteen?
    """,
    "add": """
        Please add milk and bread to my list
        Put two bottles of water on the shopping list
        We're out of rice, put it on the list
        Write down butter on my list
        Could you put cheese on my shopping list?
        I've got to buy tomatoes and a cucumber, please write that down
        Can you note coffee on my list?
        We also need to add sugar
        Would you stick some bananas on the shopping list?
    """,
    "remove": """
        Take the milk off my list
        Please remove the eggs from the shopping list
        I've already got the flour, take it off
        Cross the butter off the list
        Could you take cheese off my shopping list?
        Strike the tomatoes from the list
        Get rid of the apples on my list
        Please scratch coffee from my list
        Can you remove the rice, please?
    """,
    "read_list": """
        What do I have on my shopping list?
        Could you read my list to me?
        Can you go through my shopping list with me?
        Tell me everything on my list
        Which things are on my shopping list?
        I'm at the shop, what do I need?
        Read out my shopping list please
        What do I still have to buy?
        Have I put anything on the shopping list yet?
    """,
    "clear_list": """
        Please clear my whole list
        Delete everything from my shopping list
        I bought everything, you can clear the list
        Remove everything that's on my list
        I want to start a fresh list
        Throw my shopping list away
    """,
    "set_timer": """
        Set a timer for ten minutes
        Would you start a five minute timer?
        Set the egg timer to six minutes, please
        I need a timer for thirty seconds
        Remind me in twenty minutes
        I'm boiling pasta, can you count down eleven minutes?
        Start the timer, fifteen minutes please
        Let me know when eight minutes are over
        Timer for forty five seconds
    """,
    "time_left": """
        How much time is left on my timer?
        When is the timer going to ring?
        How long have I got left?
        How long until my timer goes off?
        Check how long the timer still runs
        Is the timer nearly done?
    """,
    "cancel_timer": """
        I'd like to cancel the timer
        Could you stop my timer?
        Forget the timer, I don't need it
        I don't need the timer any longer
        Delete all my timers
        Can you end the timer early?
    """,
    "story": """
        Can you tell me a short story?
        I'd love to hear a story
        My kids would like to hear a fairy tale
        Would you read me a bedtime story?
        Do you know any good stories?
        How about a story before I go to sleep?
    """,
    "fine": """
        I'm doing very well, thank you
        I'm fine, thanks for asking
        Not too bad, thanks
        I feel great today
        I'm all right, thank you
        Oh, I can't complain
    """,
}

OTHERS = """
    What's the weather going to be tomorrow?
    Who won the football match last night?
    Can I change my dentist appointment?
    How tall is Mount Everest?
    Book a table for two at seven
    The lift in our building is out of order
    What's the capital of Australia?
    Turn off the lights in the bedroom
    Could I have two tickets for the concert?
    How do I bake a chocolate cake?
    Send an email to my boss
    Is the underground running today?
    Who painted the Mona Lisa?
    Please transfer fifty euros to my sister
    Somebody has stolen my bicycle
    What do you think about the election?
    Is there a pharmacy near here?
    Turn the radio up a bit
    How many people live in China?
    Set the heating to twenty one degrees
    I've had a headache since Monday
    Can you find me a cheap flight to Rome?
    Who was the first man on the moon?
    Please renew my gym membership
    What does this word mean in German?
    The kitchen sink is leaking
    Do you know a riddle?
    How much does a new phone cost?
    Is it going to rain this weekend?
    My grandson is learning to swim
    Where did I put my keys?
    What's the best restaurant in town?
    What's new in politics?
    How old is the queen of Denmark?
    I'd like to speak to a manager
    I want to pay my electricity bill
    The train was late again this morning
    Which film should I watch tonight?
    What's another word for happy?
    Take a photo of me
    What is the distance between London and Paris?
    How do I treat a bee sting?
    Lock the front door please
    Why is the grass green?
    Who wrote Romeo and Juliet?
    Where can I buy stamps?
    My neighbour plays the drums all night
    Switch the television to channel four
    What's the score of the game?
    Sing happy birthday to my son
    How much sugar is there in orange juice?
    I need a new pair of shoes for the wedding
    Translate this sentence into Italian
    Is the post office open on Saturday afternoon?
    We went to the beach with the children
    Can you recommend a good book?
    At what time do the shops close?
    Do you believe in ghosts?
    Close the garden gate
    Please print the contract twice
    How long does it take to fly to New York?
    My brother is getting married in June
    How many miles are twenty kilometres?
    Show me pictures of Venice
    I forgot to water the plants
    Which is the longest river in the world?
    Can dogs eat chocolate?
    Put the car in the garage
    When do the clocks go back?
    Reserve a hotel room for Friday night
    What year was the bridge built?
    How do I get chewing gum out of my trousers?
    My name badge is at the reception
    The story was on television last week
    Who is on the guest list for the party?
    I read a list of the richest people
    What day is Easter next year?
    Delete the last message from my mother
    Could you repeat the order for table five?
    Stop the washing machine
"""


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.strip().splitlines()]


KNOWN = tuple(phrase for intent, text in OWN.items() for phrase in phrases(intent, lines(text)))
"""What the dialogue has an intent for."""
FOREIGN = phrases("", lines(OTHERS))
"""What it has none for."""
