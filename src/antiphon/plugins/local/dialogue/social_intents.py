"""The table of what people say out of courtesy: phrasings, and who carries them out."""

from antiphon.plugins.local.dialogue import corrections, introductions, smalltalk
from antiphon.plugins.local.dialogue.intent import Intent

__all__ = ["SOCIAL_INTENTS"]

SOCIAL_INTENTS = (
    Intent(
        name="greet",
        carry_out=smalltalk.greet,
        phrasings="""
            lovely to talk to you | lovely to speak to you | great to talk to you | great to hear
            you | nice to have you here | good to have you here | hello how nice | pleased to make
            your acquaintance | i just wanted to say hello | a good evening to you | evening |
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
            how are you holding up | how are you coping | how are you bearing up | how is it going
            with you | how is your monday going | how is your monday |
            how have you been keeping | how is your week | how is your week going | you all right
            | are you feeling okay | i hope you are all right | how are you keeping today |
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
            i am okay how about you | i am fine how about you | i am good how are you | fine
            thanks how are you | i am well and yourself | i am good and you |
            i feel better | i feel much better | i am feeling better | i am much better |
             things are fine | things are good here | i am happy today |
            i feel really good | it is going well |
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
            thank you for * | thanks for * | thanks for your patience | thanks for
            your patience with me | thanks for listening | thanks for your time | that is all very
            clear thanks | you are a star | that was a big help | that was just what i needed |
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
            i am going to go | i am going to go now | i am going to hang up | that is me done
            goodbye | that is all i wanted goodbye | cheerio | ciao |
               i had better be off | i
            should be off | i must be off | i must be going | i need to be going | i must dash | i
            must run | i will let you go now |
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
            is somebody on the other end | is somebody at the other end | are you ignoring me |
            why do you not answer | can you hear me or not |
            hello can you hear me | hello do you hear me | have you gone away | are you on the
            line | are you there at the other end |
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
            are you a person or a machine | what should i be calling you | do you go by a name |
            what are you called | what is it you are called | who do i have the pleasure of
            speaking with | may i ask your name | who am i speaking with |
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
            what can one ask you | what sort of stuff can you do | what are you supposed to do |
            what can i get you to do | is there a list of things you can do | are there things you
            can do | what can i use you for | how do i use this | i have no idea what you can do |
            what may i ask you | teach me how to use you | what are you capable of doing | what do
            you know how to do | what is it you can do | what is it that you can do | what would
            you be able to do for me | what are the things you can do | tell me about the things
            you can do | give me some help | give me a hand | i could use some help | help me out
            | how can i use you | what all can you do | which things can you do | what sorts of
            things do you know | what could i ask you | list what you can do | what commands do
            you know | what kinds of questions can i ask | which questions can i ask | what
            questions do you answer | what features do you have | give me some ideas of what to
            ask | what are your features | what functions do you have | what can i do with you |
            how do i talk to you | i do not know what to say | i do not know what you can do | i
            do not know how this works | what would you suggest | what is there that you can do |
            show me what you can do | what sort of help can you give me | is there anything you
            can do for me | what do you understand | what are you there for | how do you work |
            what are you capable of | what are your abilities | tell me about your abilities | i
            need help with something | help me with something | what are you made for | what are
            you useful for | explain what you can do | what do you offer | give me examples of
            what you can do | what can i ask you about | what are you good at | what can i do here
            | what can you tell me | what are my options | what are your skills | how can you help
            | tell me what to do | what kind of things can you do | what do you do | how do i use
            you | what things can you do | how does this work | what else can you do | what is
            possible | help | help me | what can you do | what can you do for me | can you help me
            | what can you help me with | how can you help me | what do you know | what can i say
            | what can i ask you | i need help | what are you able to do | tell me what you can do
        """,
        trace="passing",
    ),
    Intent(
        name="yes",
        carry_out=smalltalk.agree,
        phrasings="""
            yes you may | you may | yes you can | certainly yes | yes i would love that | yes why
            not |
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
            i would prefer not to | i would rather you did not | i think not | i think not thanks
            | no i do not feel like it | please no | no never mind | i do not fancy it | not now
            thanks | no thanks nothing for me | i am all set | i am all set thanks | i have all i
            need | i have everything i need | that is everything i need | no thank you very much |
            no thanks a lot | that is not needed | that is not what i need | no thank you i am
            fine | no thanks i am fine | not for me | not for now | not at the moment | not really
            no | i am afraid not | no that is not right | no that is wrong | no i would rather not
            | i do not feel like it | not interested | let us not | better not | no it is okay |
            no it is fine | that is it | that is it for now | that is all for now | maybe later |
            no maybe later | maybe another time | another time | not today | not right now | not
            yet | no not yet | no that will be all | no i am all right | i am good thanks | i do
            not need anything | there is nothing else | i would not like that | that will not be
            necessary | i do not think so | no way | no chance | definitely not | certainly not |
            nothing more | forget about it | i would rather not | no need for that | no thanks not
            today | not this time | no that is not necessary | that is not necessary | no need |
            no i am good | no i am fine | i do not want to | no not really | i am not interested |
            do not bother | absolutely not | not at all | leave it | no i do not | no not now |
            nothing thank you | no | nope | no thanks | no thank you | not now | never mind | no
            that is all | that is all | nothing | nothing else | forget it | not really | i do not
            want that
        """,
        trace="passing",
    ),
    Intent(
        name="give_name",
        carry_out=smalltalk.give_name,
        phrasings="""
            my name happens to be * | you should call me * | i am usually called * | most people
            call me * |
            my friends call me * | my family calls me * | everyone calls me * | they call me * |
            just call me * | my full name is * | i go by * | i go by the name of * | you may call
            me * | please call me * |
            i am known as * | my name would be * |
            my first name is * | people call me * | everybody calls me * | my name is * |
            call me * | you can call me * | i am called * | hello my name is * | the name is *
        """,
        accepts=smalltalk.is_name,
        reads=introductions.heard_name,
        corrects=corrections.corrected_whole,
        trace="undoable",
    ),
    Intent(
        name="ask_name",
        carry_out=smalltalk.ask_name,
        phrasings="""
            do you have my name | have you kept my name |
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
)
