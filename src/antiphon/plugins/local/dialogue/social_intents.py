"""The table of what keeps a conversation going: phrasings, and who carries them out."""

from antiphon.plugins.local.dialogue import corrections, repairs, smalltalk, story
from antiphon.plugins.local.dialogue.intent import Intent

__all__ = ["SOCIAL_INTENTS"]

SOCIAL_INTENTS = (
    Intent(
        name="greet",
        carry_out=smalltalk.greet,
        phrasings="""
            nice to speak to you | nice to talk to you | it is good to meet you |
            morning |
            hello everybody | good to see you | nice to see you | pleased to meet you |
            hello my friend | good morning everybody | hiya | hello to you | good morning to you |
            hello | hello there | hi | hi there | hey | hey there | good morning |
            good afternoon | good evening | good day | greetings | hello again | nice to meet you
        """,
        trace="passing",
    ),
    Intent(
        name="how_are_you",
        carry_out=smalltalk.how_are_you,
        phrasings="""
            how did you sleep | are you feeling well |
            how are you getting on | is everything okay | is everything all right with
            you | how was your day | how has your day been |
            how is it going today | how is life | how is your day | how are you feeling |
            how are you this morning | how have you been | how do you feel | how are you |
            how are you today | how are you doing | how do you do | how is it going |
            how are things | are you well | what is up | hello how are you
        """,
        trace="passing",
    ),
    Intent(
        name="fine",
        carry_out=smalltalk.fine,
        phrasings="""
            i feel fine | i feel good thanks | very good thanks and you | i can not
            complain | it could be worse | not too bad |
            i am doing great | i am doing great thanks | i am okay | i am fine and you |
            very well thanks | all good | i am all right | i am fine |
            i am fine thanks | i am good | i am good thank you | i am well |
            i am very well thank you | fine thanks | i am great | i am doing well | not bad |
            pretty good thanks
        """,
        trace="passing",
    ),
    Intent(
        name="thanks",
        carry_out=smalltalk.thanks,
        phrasings="""
            thanks again | you have been a great help | you helped me | i am grateful
            for your help | you are very kind | thanks a million |
            brilliant thanks | thank you for helping | fantastic | cheers for that |
            that is kind | that is kind of you | that is very kind thank you | wonderful |
            excellent | well done | thank you for that | i appreciate it | thanks for everything |
            lovely thank you | thanks so much | perfect thank you | very good thank you | cheers |
            great | perfect | thanks | thank you | thank you very much | thanks a lot |
            many thanks | thanks for your help | great thank you | okay thanks |
            that was helpful | that is great | that was great | thank you that is all i need
        """,
        trace="passing",
    ),
    Intent(
        name="goodbye",
        carry_out=smalltalk.goodbye,
        phrasings="""
            take care | see you around | let us talk again | goodbye for today |
            talk to you tomorrow | i am off | i am off goodbye | see you next time |
            until next time | until tomorrow | bye for now | that is everything goodbye |
            i am done goodbye | speak to you soon | i have to leave | i have to leave now |
            i must go | i am leaving now | goodbye | bye | okay goodbye | thanks goodbye |
            see you | see you later | see you soon | see you tomorrow | goodnight | farewell |
            that is all goodbye | talk to you later | have a nice day | i have to go |
            i have to go now | that will be all
        """,
        trace="passing",
    ),
    Intent(
        name="are_you_there",
        carry_out=smalltalk.are_you_there,
        phrasings="""
            are you able to hear me | are you still on the line | can anybody hear me
            |
            can you hear what i am saying | do you hear my voice | are you gone | have
            you gone | hello is anyone there | are you with me |
            are you awake | anybody there | is there anybody | do you understand me |
            can you understand me | are you there | are you still there | can you hear me |
            do you hear me | are you listening | is anybody there
        """,
        trace="passing",
    ),
    Intent(
        name="introduce",
        carry_out=smalltalk.introduce,
        phrasings="""
            who is this | who is that speaking | tell me who you are | what kind of
            computer is this | what is your own name | may i ask who you are |
            tell me something about yourself | are you a chatbot | what do i call you |
            are you alive | are you an assistant | what kind of program are you |
            who is speaking | are you artificial | tell me your name |
            what kind of thing are you | are you a person | are you human | are you a machine |
            who are you | what are you | what is your name | do you have a name |
            are you a robot | are you a human | are you real | are you a computer |
            tell me about yourself | introduce yourself | who am i talking to |
            am i talking to a robot | am i talking to a human
        """,
        trace="passing",
    ),
    Intent(
        name="help",
        carry_out=smalltalk.help_out,
        phrasings="""
            what are you there for | how do you work |
            what are you capable of | what are your abilities | tell me about your
            abilities | i need help with something | help me with something | what are
            you made for | what are you useful for | explain what you can do |
            what do you offer | give me examples of what you can do | what can i ask you about |
            what are you good at | what can i do here | what can you tell me |
            what are my options | what are your skills | how can you help | tell me what to do |
            what kind of things can you do | what do you do | how do i use you |
            what things can you do | how does this work | what else can you do |
            what is possible | help | help me | what can you do | what can you do for me |
            can you help me | what can you help me with | how can you help me | what do you know |
            what can i say | what can i ask you | i need help | what are you able to do |
            tell me what you can do
        """,
        trace="passing",
    ),
    Intent(
        name="yes",
        carry_out=smalltalk.agree,
        phrasings="""
            indeed | yes indeed | go on then | with pleasure | gladly | that is fine |
            yes do that | do | i think so | why not | fine by me | very well |
            definitely | absolutely | certainly | yes let us do that | that would be great |
            yes i do | yes that is right | yes | yeah | yep | sure | of course | yes of course |
            okay | all right | go ahead | yes thank you | yes i would | that is right | correct |
            exactly | sounds good
        """,
        trace="passing",
    ),
    Intent(
        name="no",
        carry_out=smalltalk.decline,
        phrasings="""
            definitely not | certainly not | nothing more | forget about it |
            i would rather not | no need for that | no thanks not today | not this
            time |
            no that is not necessary | that is not necessary | no need | no i am good |
            no i am fine | i do not want to | no not really | i am not interested |
            do not bother | absolutely not | not at all | leave it | no i do not | no not now |
            nothing thank you | no | nope | no thanks | no thank you | not now | never mind |
            no that is all | that is all | nothing | nothing else | forget it | not really |
            i do not want that
        """,
        trace="passing",
    ),
    Intent(
        name="stop",
        carry_out=smalltalk.stop,
        phrasings="""
            hush | silence | stop there | stop speaking | stop | you can stop now |
            enough of that | no more | stop reading | pause | shush | be silent | wait a minute |
            just a moment | give me a moment | stop it | stop that | stop talking | be quiet |
            quiet | shut up | enough | that is enough | stop the story | hold on | wait |
            wait a moment | wait a second | one moment | hang on
        """,
        trace="passing",
    ),
    Intent(
        name="give_name",
        carry_out=smalltalk.give_name,
        phrasings="""
            i am known as * | my name would be * |
            my first name is * | people call me * | everybody calls me * | my name is * |
            call me * | you can call me * | i am called * | hello my name is * | the name is *
        """,
        accepts=smalltalk.is_name,
        corrects=corrections.corrected_whole,
        trace="undoable",
    ),
    Intent(
        name="ask_name",
        carry_out=smalltalk.ask_name,
        phrasings="""
            who do you think i am | have i told you my name |
            how am i called | what did i say my name was |
            do you know what i am called | do you still know my name | what was my name |
            have you forgotten my name | how do you call me | tell me who i am |
            what do you call me | say my name | what is my name | do you know my name |
            do you remember my name | who am i | tell me my name | what am i called
        """,
        trace="passing",
    ),
    Intent(
        name="go_on",
        carry_out=story.go_on,
        phrasings="""
            i want to hear more of the story | what is the end of the story |
            keep telling the story | continue where you stopped | how does it continue
            | go on telling me |
            what comes next | what comes after that | go on with it | keep speaking |
            go ahead with the story | continue | continue speaking | what is next |
            how does it go on | how does the story end | i want to hear the rest |
            pick up where you left off | proceed | on you go | and what happened then |
            go on with the story | go on | continue the story | keep going | carry on | and then |
            what happened then | what happened next | what happens next |
            go on where you stopped | tell me the rest | finish the story | tell me more | resume
        """,
        trace="passing",
    ),
    Intent(
        name="repeat",
        carry_out=repairs.repeat,
        phrasings="""
            repeat the answer | let me hear that again |
            what was it that you said | i did not hear what you said | i did not
            understand what you said | tell me again what you said |
            i did not understand | i did not understand that | i did not get that |
            say it once more | could you repeat the last part | what did you just say |
            repeat yourself | excuse me | i beg your pardon | i could not hear you |
            i missed that | repeat what you said | what was that again | say that one more time |
            one more time | tell me that again | what | repeat that | could you repeat that |
            can you repeat that | say that again | say it again | pardon | sorry what |
            what did you say | i did not hear you | i did not catch that | come again |
            once more | again | what was that | repeat the last sentence | repeat
        """,
        trace="passing",
    ),
    Intent(
        name="repeat_slowly",
        carry_out=repairs.repeat_slowly,
        phrasings="""
            you speak too quickly | take it slower | slowly please i can not follow |
            too fast | that was too fast | you speak too fast | repeat it slowly | say it slowly |
            be slower | slowly | a bit slower | a little slower | not so quickly | talk slower |
            more slowly | slower | speak more slowly | could you repeat that more slowly |
            can you speak slower | say that again more slowly | slow down | you are too fast |
            not so fast
        """,
        trace="passing",
    ),
    Intent(
        name="change_mind",
        carry_out=repairs.change_mind,
        phrasings="""
            cancel what i said | cancel the last thing |
            undo the last thing | undo what you did | that is not what i wanted | that
            is not what i meant | i did not want that | that is wrong take it back |
            correct your mistake |
            take it back | never mind that | that was wrong | i did not mean that | revert that |
            i take that back | oh wait i changed my mind | actually no | let us not do that |
            i made a mistake | i changed my mind | wait i changed my mind | undo that | undo |
            wait a second i changed my mind | take that back | scratch that | forget that |
            forget what i said | i have changed my mind | no wait i changed my mind |
            that was a mistake | cancel that | cancel
        """,
        trace="passing",
    ),
)
