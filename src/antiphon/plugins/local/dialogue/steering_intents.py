"""The table of what steers a conversation: to stop, go on, repeat, or take something back."""

from antiphon.plugins.local.dialogue import repairs, smalltalk, story
from antiphon.plugins.local.dialogue.intent import Intent

__all__ = ["STEERING_INTENTS"]

STEERING_INTENTS = (
    Intent(
        name="stop",
        carry_out=smalltalk.stop,
        phrasings="""
            stop right now | i said stop | that is plenty | no more now please | will you be quiet
            | stop for a second |
            i have heard enough | let me think | i need to think | stop i need to think | okay
            okay enough |
            quiet down | pipe down | settle down | that will do | that will do for now | okay stop
            now | could you stop that | would you stop that | can you be quiet | enough talking |
            please wait | wait please | wait a bit | hold on please | hold on for a moment | just
            hold on | hang on please | pause for a moment | pause please | no more please | quit
            it | quit talking | cut it out | shut it | stop for a moment | stop for now | no more
            talking | that is enough now | enough for now | okay enough | you can stop | you may
            stop | stop talking now | be still | be quiet now | keep quiet | quieten down | hold
            it | give me a second | give me a minute | one second | just wait | please hold | zip
            it | stop right there | let me speak | let me talk | let me finish | hush | silence |
            stop there | stop speaking | stop | you can stop now | enough of that | no more | stop
            reading | pause | shush | be silent | wait a minute | just a moment | give me a moment
            | stop it | stop that | stop talking | be quiet | quiet | shut up | enough | that is
            enough | stop the story | hold on | wait | wait a moment | wait a second | one moment
            | hang on
        """,
        trace="passing",
    ),
    Intent(
        name="go_on",
        carry_out=story.go_on,
        phrasings="""
            then what | and then what | what then | carry on from where you stopped | go on from
            where you stopped | continue from there | what came next | and what came next | what
            came after that | how does the story go on | how does it end | do not stop keep going
            | carry on with the story | continue with the story | keep going with the story | and
            what happened next | and what comes next | what else happened | what else happens |
            and how did it end | how did it end | how did the story end | what was next | the rest
            of the story please | i want to hear the end | let us continue | let us go on | i am
            still listening go on | continue reading | i would like to hear more | let me hear
            more | hear more | more please | what happened after that | and what happened after
            that | what happened afterwards | and what comes then | go further | do go on | please
            go on | keep reading | read on | tell me how it ends | tell me how it goes on | tell
            me what happened then | i want to know how it ends | do not stop | do not stop there |
            you can go on now | and after that | so what happened | i want to hear more of the
            story | what is the end of the story | keep telling the story | continue where you
            stopped | how does it continue | go on telling me | what comes next | what comes after
            that | go on with it | keep speaking | go ahead with the story | continue | continue
            speaking | what is next | how does it go on | how does the story end | i want to hear
            the rest | pick up where you left off | proceed | on you go | and what happened then |
            go on with the story | go on | continue the story | keep going | carry on | and then |
            what happened then | what happened next | what happens next | go on where you stopped
            | tell me the rest | finish the story | tell me more | resume
        """,
        trace="passing",
    ),
    Intent(
        name="repeat",
        carry_out=repairs.repeat,
        phrasings="""
            run that by me again | come again please | what did you say there | once again | would
            you mind repeating that | repeat it | repeat it please | i missed what you said | i
            missed it | i missed that | i missed that say it again | i did not catch it | i did
            not catch what you just said | what did you tell me | what did you tell me just now |
            what have you just said | give me that once more | can i hear that again | can i hear
            that once more | i would like to hear that again | let me hear it once more | what was
            that you said | i did not hear you sorry | sorry i did not hear you | repeat your last
            sentence | repeat your answer | your last sentence again | say your last sentence
            again | could you say it once more | could you please repeat | say what | how was that
            | beg pardon | one more time please | the same again | same again please | tell me
            once more | tell me one more time | i did not catch what you said | i could not catch
            that | i did not get what you said | i could not understand you | i could not
            understand that | i could not hear that | i did not quite hear that | i did not quite
            get that | i did not quite catch that | i have not understood you | what did you say
            just now | what were you saying | can you say it again | would you say that again |
            say again | please say that again | can you tell me that again | once again please |
            pardon me what was that | sorry what was that | what is that again | give me that
            again | i was not listening | i lost you there | repeat the answer | let me hear that
            again | what was it that you said | i did not hear what you said | i did not
            understand what you said | tell me again what you said | i did not understand | i did
            not understand that | i did not get that | say it once more | could you repeat the
            last part | what did you just say | repeat yourself | excuse me | i beg your pardon |
            i could not hear you | repeat what you said | what was that again | say that one more
            time | one more time | tell me that again | what | repeat that | could you repeat that
            | can you repeat that | say that again | say it again | pardon | sorry what | what did
            you say | i did not hear you | i did not catch that | come again | once more | again |
            what was that | repeat the last sentence | repeat
        """,
        trace="passing",
    ),
    Intent(
        name="repeat_slowly",
        carry_out=repairs.repeat_slowly,
        phrasings="""
            repeat what you said more slowly | repeat what you just said slowly | say what you
            said slowly | tell me that slowly | you are rushing | do not rush | you speak awfully
            fast | that went too fast | that went too quickly | go slower | you are too quick |
            you talk too fast | you talk very fast | you speak very fast | you speak much too fast
            | much too fast | way too fast | could you go slower | could you go a bit slower | say
            it again but slower | again but slower | once more but slowly | again slowly | again
            more slowly | again slower please | take your time | not so quick | lower your speed |
            repeat that slower | say that slower | say it slower | repeat it a little slower |
            speak a little slower | speak a bit slower | you are talking too fast | you are
            speaking too fast | you speak too fast for me | you are going too fast | that was too
            quick | a bit too fast | that was a bit too fast | i can not follow you | i can not
            keep up | could you talk more slowly | more slowly please | not that fast | not so
            fast please | slower please | repeat that slowly | at a slower pace | you speak too
            quickly | take it slower | slowly please i can not follow | too fast | that was too
            fast | you speak too fast | repeat it slowly | say it slowly | be slower | slowly | a
            bit slower | a little slower | not so quickly | talk slower | more slowly | slower |
            speak more slowly | could you repeat that more slowly | can you speak slower | say
            that again more slowly | slow down | you are too fast | not so fast
        """,
        trace="passing",
    ),
    Intent(
        name="change_mind",
        carry_out=repairs.change_mind,
        phrasings="""
            undo the last step | undo the last action | undo my last request | go back a step |
            scratch what i said | scratch the last thing | scratch the last one | i have thought
            again | i made a mistake undo that | reverse it | reverse what you did |
            never mind what i said | forget what i told you | i did not mean it | i did not mean
            to do that | i did not mean to say that | that was not right | this was wrong | that
            was wrong undo it | undo it | please undo it | undo this | undo the last one | i want
            to undo that | take that last one back | take back that | withdraw that | cancel the
            last one | cancel what i just said | oops | oops i made a mistake | i take it back | i
            said that wrong | i misspoke | that is not what i said | i did not say that | undo the
            last change | undo that last one | undo what i said | take back what i said | take
            back the last thing | please undo that | forget what i just said | forget the last
            thing | ignore that | ignore what i said | ignore the last thing | disregard that | i
            was wrong | my mistake | oh no that was a mistake | i did not want to do that | i have
            changed my mind about that | i thought better of it | on second thought no | strike
            that | reverse that | cancel what i said | cancel the last thing | undo the last thing
            | undo what you did | that is not what i wanted | that is not what i meant | i did not
            want that | that is wrong take it back | correct your mistake | take it back | never
            mind that | that was wrong | i did not mean that | revert that | i take that back | oh
            wait i changed my mind | actually no | let us not do that | i made a mistake | i
            changed my mind | wait i changed my mind | undo that | undo | wait a second i changed
            my mind | take that back | scratch that | forget that | forget what i said | i have
            changed my mind | no wait i changed my mind | that was a mistake | cancel that |
            cancel
        """,
        trace="passing",
    ),
)
