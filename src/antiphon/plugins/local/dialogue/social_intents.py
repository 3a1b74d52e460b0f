"""The table of what keeps a conversation going: phrasings, and who carries them out."""

from antiphon.plugins.local.dialogue import corrections, repairs, smalltalk, story
from antiphon.plugins.local.dialogue.intent import Intent

__all__ = ["SOCIAL_INTENTS"]

SOCIAL_INTENTS = (
    Intent(
        name="greet",
        carry_out=smalltalk.greet,
        phrasings="""
            hi again | lovely to meet you | it is lovely to meet you | how nice to meet you | a
            pleasure to meet you | how do you do nice to meet you | good to speak to you | good to
            hear you | nice to hear you | nice to hear from you | it is nice to talk to you |
            hello it is me | it is me again | a good morning to you | nice to speak to you | nice
            to talk to you | it is good to meet you | morning | hello everybody | good to see you
            | nice to see you | pleased to meet you | hello my friend | good morning everybody |
            hiya | hello to you | good morning to you | hello | hello there | hi | hi there | hey
            | hey there | good morning | good afternoon | good evening | good day | greetings |
            hello again | nice to meet you
        """,
        trace="passing",
    ),
    Intent(
        name="how_are_you",
        carry_out=smalltalk.how_are_you,
        phrasings="""
            are things going well | are things going well for you | is everything going well | how
            are things going | how was your weekend | how was your week | how was your night | how
            was your morning | how is your morning | hope you are well | i hope you are well | how
            does it go | how have things been | how are you these days | how about you | and you |
            what about you | how is everything | how is everything with you | how is everything
            going | how is life treating you | how are you keeping | how is your evening | how has
            your week been | what is new | what is new with you | are you having a good day | are
            you okay | are you all right | are you doing all right | how is it all going | are you
            in a good mood | how are you getting along | how did you sleep | are you feeling well
            | how are you getting on | is everything okay | is everything all right with you | how
            was your day | how has your day been | how is it going today | how is life | how is
            your day | how are you feeling | how are you this morning | how have you been | how do
            you feel | how are you | how are you today | how are you doing | how do you do | how
            is it going | how are things | are you well | what is up | hello how are you
        """,
        trace="passing",
    ),
    Intent(
        name="fine",
        carry_out=smalltalk.fine,
        phrasings="""
            i feel great | i feel great today | i feel very good | i feel wonderful | i am feeling
            great | i am very good | i am good today | i am happy | life is good | could not be
            better | same as ever | so so | everything is fine | everything is fine with me | not
            bad at all | i am feeling well | i am doing fine | i am doing pretty well | pretty
            well | quite well thank you | never been better | i can not complain thanks | all is
            well | i am very well | i feel fine | i feel good thanks | very good thanks and you |
            i can not complain | it could be worse | not too bad | i am doing great | i am doing
            great thanks | i am okay | i am fine and you | very well thanks | all good | i am all
            right | i am fine | i am fine thanks | i am good | i am good thank you | i am well | i
            am very well thank you | fine thanks | i am great | i am doing well | not bad | pretty
            good thanks
        """,
        trace="passing",
    ),
    Intent(
        name="thanks",
        carry_out=smalltalk.thanks,
        phrasings="""
            thanks a bunch | i am thankful | i am very thankful | i am very thankful for that |
            thanks ever so much | thank you ever so much | thanks very much | thank you kindly |
            thanks for telling me | thanks for the answer | thanks for the story | thank you for
            listening | i am very grateful | i am so grateful | thanks to you | thank you for all
            you have done | that was very nice of you | nice one | superb | that is lovely | how
            lovely | you have been so kind | thank you for your time | thank you for your patience
            | how nice of you | how kind of you | you are a great help | that helped a lot | that
            helps | good job | nice work | great work | much appreciated | that is really nice |
            you are the best | i owe you | thanks that is all i needed | thanks again | you have
            been a great help | you helped me | i am grateful for your help | you are very kind |
            thanks a million | brilliant thanks | thank you for helping | fantastic | cheers for
            that | that is kind | that is kind of you | that is very kind thank you | wonderful |
            excellent | well done | thank you for that | i appreciate it | thanks for everything |
            lovely thank you | thanks so much | perfect thank you | very good thank you | cheers |
            great | perfect | thanks | thank you | thank you very much | thanks a lot | many
            thanks | thanks for your help | great thank you | okay thanks | that was helpful |
            that is great | that was great | thank you that is all i need
        """,
        trace="passing",
    ),
    Intent(
        name="goodbye",
        carry_out=smalltalk.goodbye,
        phrasings="""
            we will talk again soon | i should be going | i should go | i had better go | i better
            go now | talk to you next time | until we speak again | catch you later | bye
            everybody | have a great day | have a great weekend | have a nice weekend | enjoy your
            day | see you in a while | it was nice talking to you goodbye | that is all for today
            goodbye | i am hanging up | i am hanging up now | we are done here | i am going now |
            i have got to run | i have got to go | i need to go | i need to go now | i need to
            hang up | i will hang up now | it is time to say goodbye | let us stop here goodbye |
            that was all goodbye | that is it goodbye | have a good one | have a good evening |
            have a nice evening | have a good night | see you another time | i will call again |
            until later | talk to you soon | so long | off i go | goodbye then | take care | see
            you around | goodbye for today | talk to you tomorrow | i am off | i am off goodbye |
            see you next time | until next time | until tomorrow | bye for now | that is
            everything goodbye | i am done goodbye | speak to you soon | i have to leave | i have
            to leave now | i must go | i am leaving now | goodbye | bye | okay goodbye | thanks
            goodbye | see you | see you later | see you soon | see you tomorrow | goodnight |
            farewell | that is all goodbye | talk to you later | have a nice day | i have to go |
            i have to go now | that will be all
        """,
        trace="passing",
    ),
    Intent(
        name="are_you_there",
        carry_out=smalltalk.are_you_there,
        phrasings="""
            is anybody listening | is anybody listening to me | are you listening to me | is there
            somebody on the phone | is somebody there | is there somebody there | are you on the
            line | are you still connected | are we still connected | are you with me still | are
            you back | do you read me | can you hear us | hello is this working | does this work |
            have i lost you | did i lose you | did you hear me | did you hear what i said | are
            you hearing me | are you still listening | can you still hear me | is someone there |
            is somebody on the line | is this thing on | is the line still open | can you hear my
            voice | do you still hear me | did you get that | anyone home | are you able to hear
            me | are you still on the line | can anybody hear me | can you hear what i am saying |
            do you hear my voice | are you gone | have you gone | hello is anyone there | are you
            with me | are you awake | anybody there | is there anybody | do you understand me |
            can you understand me | are you there | are you still there | can you hear me | do you
            hear me | are you listening | is anybody there
        """,
        trace="passing",
    ),
    Intent(
        name="introduce",
        carry_out=smalltalk.introduce,
        phrasings="""
            who are you exactly | what exactly are you | are you an actual person | are you an
            actual human | are you flesh and blood | are you a living person | are you just a
            computer | is this a human | is this a computer | is this a recording | are you a
            recording | what is this | please introduce yourself | let me know your name | who is
            there | are you artificial intelligence | what am i supposed to call you | how should
            i call you | what may i call you | what do people call you | who exactly are you |
            tell me a bit about who you are | tell me a little about yourself | what are you
            exactly | do you have your own name | what is it that i am talking to | am i speaking
            to a computer | am i talking to a real human | are you some kind of robot | i want to
            know who you are | with whom am i speaking | who is this | who is that speaking | tell
            me who you are | what kind of computer is this | what is your own name | may i ask who
            you are | tell me something about yourself | are you a chatbot | what do i call you |
            are you alive | are you an assistant | what kind of program are you | who is speaking
            | are you artificial | tell me your name | what kind of thing are you | are you a
            person | are you human | are you a machine | who are you | what are you | what is your
            name | do you have a name | are you a robot | are you a human | are you real | are you
            a computer | tell me about yourself | introduce yourself | who am i talking to | am i
            talking to a robot | am i talking to a human
        """,
        trace="passing",
    ),
    Intent(
        name="help",
        carry_out=smalltalk.help_out,
        phrasings="""
            what are you capable of doing | what do you know how to do | what is it you can do |
            what is it that you can do | what would you be able to do for me | what are the things
            you can do | tell me about the things you can do | give me some help | give me a hand
            | i could use some help | help me out | how can i use you | what all can you do |
            which things can you do | what sorts of things do you know | what could i ask you |
            list what you can do | what commands do you know | what kinds of questions can i ask |
            which questions can i ask | what questions do you answer | what features do you have |
            give me some ideas of what to ask | what are your features | what functions do you
            have | what can i do with you | how do i talk to you | i do not know what to say | i
            do not know what you can do | i do not know how this works | what would you suggest |
            what is there that you can do | show me what you can do | what sort of help can you
            give me | is there anything you can do for me | what do you understand | what are you
            there for | how do you work | what are you capable of | what are your abilities | tell
            me about your abilities | i need help with something | help me with something | what
            are you made for | what are you useful for | explain what you can do | what do you
            offer | give me examples of what you can do | what can i ask you about | what are you
            good at | what can i do here | what can you tell me | what are my options | what are
            your skills | how can you help | tell me what to do | what kind of things can you do |
            what do you do | how do i use you | what things can you do | how does this work | what
            else can you do | what is possible | help | help me | what can you do | what can you
            do for me | can you help me | what can you help me with | how can you help me | what
            do you know | what can i say | what can i ask you | i need help | what are you able to
            do | tell me what you can do
        """,
        trace="passing",
    ),
    Intent(
        name="yes",
        carry_out=smalltalk.agree,
        phrasings="""
            sure thing | sure do | yes that is correct | that is correct | yes sounds good | yes
            that would be nice | no problem | why yes | okay yes | all right then | fine with me |
            that is all right | yes absolutely | agreed | that would be lovely | that would be
            nice | that would be good | i would like that | i would like that very much | go for
            it | sure go for it | please do | yes please do | that sounds good | that sounds great
            | that is okay | that is fine by me | that is a good idea | good idea | do it | do
            that | okay do it | let us do it | let us do that | of course please | by all means |
            as you like | that works | i agree | yes go on | indeed | yes indeed | go on then |
            with pleasure | gladly | that is fine | yes do that | do | i think so | why not | fine
            by me | very well | definitely | absolutely | certainly | yes let us do that | that
            would be great | yes i do | yes that is right | yes | yeah | yep | sure | of course |
            yes of course | okay | all right | go ahead | yes thank you | yes i would | that is
            right | correct | exactly | sounds good
        """,
        trace="passing",
    ),
    Intent(
        name="no",
        carry_out=smalltalk.decline,
        phrasings="""
            i am all set | i am all set thanks | i have all i need | i have everything i need |
            that is everything i need | no thank you very much | no thanks a lot | that is not
            needed | that is not what i need | no thank you i am fine | no thanks i am fine | not
            for me | not for now | not at the moment | not really no | i am afraid not | no that
            is not right | no that is wrong | no i would rather not | i do not feel like it | not
            interested | let us not | better not | no it is okay | no it is fine | that is it |
            that is it for now | that is all for now | maybe later | no maybe later | maybe
            another time | another time | not today | not right now | not yet | no not yet | no
            that will be all | no i am all right | i am good thanks | i do not need anything |
            there is nothing else | i would not like that | that will not be necessary | i do not
            think so | no way | no chance | definitely not | certainly not | nothing more | forget
            about it | i would rather not | no need for that | no thanks not today | not this time
            | no that is not necessary | that is not necessary | no need | no i am good | no i am
            fine | i do not want to | no not really | i am not interested | do not bother |
            absolutely not | not at all | leave it | no i do not | no not now | nothing thank you
            | no | nope | no thanks | no thank you | not now | never mind | no that is all | that
            is all | nothing | nothing else | forget it | not really | i do not want that
        """,
        trace="passing",
    ),
    Intent(
        name="stop",
        carry_out=smalltalk.stop,
        phrasings="""
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
        name="give_name",
        carry_out=smalltalk.give_name,
        phrasings="""
            my friends call me * | my family calls me * | everyone calls me * | they call me * |
            just call me * | my full name is * | i go by * | i go by the name of * | you may call
            me * | please call me * |
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
            did you forget my name | you know my name | tell me what my name is | what is my name
            please | do you know what my name is | who am i talking as | are you able to say my
            name | have i given you my name | what name have i given you | have you got my name |
            which name did i give you | what name did i give you | what name do you have for me |
            did i tell you my name | do you still know who i am | do you recall my name | what did
            i tell you my name was | do you know who i am | do you know who you are talking to |
            remind me of my name | can you remember my name | what was it that i am called | who
            do you think i am | have i told you my name | how am i called | what did i say my name
            was | do you know what i am called | do you still know my name | what was my name |
            have you forgotten my name | how do you call me | tell me who i am | what do you call
            me | say my name | what is my name | do you know my name | do you remember my name |
            who am i | tell me my name | what am i called
        """,
        trace="passing",
    ),
    Intent(
        name="go_on",
        carry_out=story.go_on,
        phrasings="""
            do not stop keep going | carry on with the story | continue with the story | keep
            going with the story | and what happened next | and what comes next | what else
            happened | what else happens | and how did it end | how did it end | how did the story
            end | what was next | the rest of the story please | i want to hear the end | let us
            continue | let us go on | i am still listening go on | continue reading | i would like
            to hear more | let me hear more | hear more | more please | what happened after that |
            and what happened after that | what happened afterwards | and what comes then | go
            further | do go on | please go on | keep reading | read on | tell me how it ends |
            tell me how it goes on | tell me what happened then | i want to know how it ends | do
            not stop | do not stop there | you can go on now | and after that | so what happened |
            i want to hear more of the story | what is the end of the story | keep telling the
            story | continue where you stopped | how does it continue | go on telling me | what
            comes next | what comes after that | go on with it | keep speaking | go ahead with the
            story | continue | continue speaking | what is next | how does it go on | how does the
            story end | i want to hear the rest | pick up where you left off | proceed | on you go
            | and what happened then | go on with the story | go on | continue the story | keep
            going | carry on | and then | what happened then | what happened next | what happens
            next | go on where you stopped | tell me the rest | finish the story | tell me more |
            resume
        """,
        trace="passing",
    ),
    Intent(
        name="repeat",
        carry_out=repairs.repeat,
        phrasings="""
            can i hear that again | can i hear that once more | i would like to hear that again |
            let me hear it once more | what was that you said | i did not hear you sorry | sorry i
            did not hear you | repeat your last sentence | repeat your answer | your last sentence
            again | say your last sentence again | could you say it once more | would you mind
            repeating that | could you please repeat | say what | how was that | beg pardon | one
            more time please | the same again | same again please | tell me once more | tell me
            one more time | i did not catch what you said | i could not catch that | i did not get
            what you said | i could not understand you | i could not understand that | i could not
            hear that | i did not quite hear that | i did not quite get that | i did not quite
            catch that | i have not understood you | what did you say just now | what were you
            saying | can you say it again | would you say that again | say again | please say that
            again | can you tell me that again | once again please | pardon me what was that |
            sorry what was that | what is that again | give me that again | i was not listening |
            i lost you there | repeat the answer | let me hear that again | what was it that you
            said | i did not hear what you said | i did not understand what you said | tell me
            again what you said | i did not understand | i did not understand that | i did not get
            that | say it once more | could you repeat the last part | what did you just say |
            repeat yourself | excuse me | i beg your pardon | i could not hear you | i missed that
            | repeat what you said | what was that again | say that one more time | one more time
            | tell me that again | what | repeat that | could you repeat that | can you repeat
            that | say that again | say it again | pardon | sorry what | what did you say | i did
            not hear you | i did not catch that | come again | once more | again | what was that |
            repeat the last sentence | repeat
        """,
        trace="passing",
    ),
    Intent(
        name="repeat_slowly",
        carry_out=repairs.repeat_slowly,
        phrasings="""
            go slower | you are too quick | you talk too fast | you talk very fast | you speak
            very fast | you speak much too fast | much too fast | way too fast | could you go
            slower | could you go a bit slower | say it again but slower | again but slower | once
            more but slowly | again slowly | again more slowly | again slower please | take your
            time | not so quick | lower your speed | repeat that slower | say that slower | say it
            slower | repeat it a little slower | speak a little slower | speak a bit slower | you
            are talking too fast | you are speaking too fast | you speak too fast for me | you are
            going too fast | that was too quick | a bit too fast | that was a bit too fast | i can
            not follow you | i can not keep up | could you talk more slowly | more slowly please |
            not that fast | not so fast please | slower please | repeat that slowly | at a slower
            pace | you speak too quickly | take it slower | slowly please i can not follow | too
            fast | that was too fast | you speak too fast | repeat it slowly | say it slowly | be
            slower | slowly | a bit slower | a little slower | not so quickly | talk slower | more
            slowly | slower | speak more slowly | could you repeat that more slowly | can you
            speak slower | say that again more slowly | slow down | you are too fast | not so fast
        """,
        trace="passing",
    ),
    Intent(
        name="change_mind",
        carry_out=repairs.change_mind,
        phrasings="""
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
