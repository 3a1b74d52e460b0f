"""The table of what the dialogue can do for somebody: phrasings, and who carries them out."""

from antiphon.plugins.local.dialogue import (
    almanac,
    calculator,
    corrections,
    list_requests,
    lists,
    story,
    timers,
)
from antiphon.plugins.local.dialogue.intent import Intent

__all__ = ["SKILL_INTENTS"]

SKILL_INTENTS = (
    Intent(
        name="time",
        carry_out=almanac.tell_time,
        phrasings="""
            how late have we got | how late do we have | what does it say on the clock | what does
            your watch say | what is the time by now |
             what is the clock saying |
            what time is it please | tell me what the time is | do you know what the time is |
            what does your clock say | could you tell me the current time | the exact time | what
            is the current time please | what hour is it | the time please | the current time |
            can i have the time | may i know the time | what is the exact time | what is the time
            please | what time have we got | time please | check the time | do you know how late
            it is | read me the time | what does the clock say | what is the hour | the time | get
            the time | what is the current time | give me the time | time | what time do we have |
            have you got the time | how late is it now | what time is it | what time is it now |
            what is the time | tell me the time | do you have the time | do you know what time it
            is | how late is it | current time
        """,
    ),
    Intent(
        name="date",
        carry_out=almanac.tell_date,
        phrasings="""
            i forget the date | what is the date again |
            i do not know the date | i need the date of today | i need to know the date of today |
            do you know the date of today | do you know what the date is | tell me what date it is
            | tell me what the date is | do you have the date | what date do we have today | the
            date today | what is the present date | what is the current month | the date please |
            which date do we have | which date is it | which date is today | read me the date |
            may i know the date | what is the date of today | what day of the month do we have |
            what is the month and day | today date | what month do we have | what month are we in
            | what is the calendar date | what is the exact date | the date | give me the date |
            what is the current date | what is the month | what is the day and the month | what
            date do we have | what is the date | what is the date today | what date is it | what
            date is it today | what is today's date | tell me the date | what day of the month is
            it | what month is it | which month is it | current date
        """,
    ),
    Intent(
        name="weekday",
        carry_out=almanac.tell_weekday,
        phrasings="""
            i do not know the day | i do not know the weekday |
            is it monday | is today monday or monday | what day of the week it is | do you know
            the day of the week | what day is this | which day is this | what is the current day |
            what is the weekday | what is the weekday today | the day today | which day do we have
            | which day do we have today | what day are we | what day of the week are we on |
            today is which day | tell me what day it is today | name the day of the week | which
            day of the week is today | is today monday | is it monday today | do we have monday
            today | what weekday do we have today | which day of the week do we have | today is
            what day | what is the day of the week | the day of the week | name the day | what is
            the day today | what day do we have | what weekday is today | what day is it | what
            day is it today | what day of the week is it | which day is it | which weekday is it |
            what weekday is it today | what is today | tell me the day
        """,
    ),
    Intent(
        name="tomorrow",
        carry_out=almanac.tell_tomorrow,
        phrasings="""
            do you know the date tomorrow | tell me what day tomorrow is | which day of the week
            is tomorrow | what day of the week will it be tomorrow | what date is tomorrow | what
            date is it tomorrow | what date will it be tomorrow | tomorrow is what day | what is
            the day tomorrow | is monday tomorrow | what is the date of tomorrow | which date is
            tomorrow | which date will it be tomorrow | tell me the date tomorrow | what weekday
            is tomorrow | what weekday will it be tomorrow | what day of the week is tomorrow |
            what day comes after today | what do we have tomorrow | will it be monday tomorrow |
            the day tomorrow | what day do we have tomorrow | which day will it be tomorrow | is
            tomorrow monday | is it monday tomorrow | what comes after today | what will tomorrow
            be | what is the day after today | what is tomorrow | tell me the day tomorrow | which
            day is tomorrow | what will the date be tomorrow | what day is tomorrow | what day is
            it tomorrow | what is the date tomorrow | what is tomorrow's date
        """,
    ),
    Intent(
        name="year",
        carry_out=almanac.tell_year,
        phrasings="""
            i do not know the year | we are in which year | what year are we in now |
            what year do we have now | what year it is | tell me what year it is | do you know
            what year it is | which year it is | year please | what is this year | the current
            year | the year please | what year are we living in | what year are we in | in which
            year are we | in what year are we | which year are we in | which year do we have |
            what year is this | which year is this | what is the year now | do you know the year |
            give me the year | what year is it | which year is it | what is the year | what year
            do we have | tell me the year | what is the current year | the year
        """,
    ),
    Intent(
        name="sum",
        carry_out=calculator.answer_sum,
        phrasings="""
            calculate something | can you calculate | do a sum | can you do maths |
            help me with a sum
        """,
        reads=calculator.heard_sum,
        corrects=corrections.corrected_number,
        trace="undoable",
    ),
    Intent(
        name="add",
        carry_out=lists.add_items,
        phrasings="""
            my list needs * | i need * on my list | there should be * on my list |
            note down * | add * to my groceries list | note * on my list |
            put * on my shopping list | put down * | add * to it as well | also add * |
            add * as well | put * onto the list | include * on my list | add * to my list |
            put * on my list | add * to the shopping list | put * on the shopping list | add * |
            write * on my list | write down * | and * to my list | add something to my list |
            put something on my list
        """,
        accepts=lists.are_items,
        reads=list_requests.heard_addition,
        corrects=lists.corrected_items,
        trace="undoable",
    ),
    Intent(
        name="remove",
        carry_out=lists.remove_items,
        reads=list_requests.heard_removal,
        phrasings="""
            drop * from my list | no need for * any more | i have * already |
            remove * from the list | take * from my list | take the * away |
            delete * from the list | scratch * off the list | take * off | remove * from my list |
            take * off my list | delete * from my list | take * off the shopping list |
            remove * from the shopping list | cross * off my list | scratch * from my list |
            i do not need * any more | remove something from my list
        """,
        accepts=lists.are_items,
        corrects=lists.corrected_items,
        trace="undoable",
    ),
    Intent(
        name="read_list",
        carry_out=lists.read_list,
        phrasings="""
            what do we have on the list | what have we got on the list | what do we need | what
            did i want from the shop | let us go through my list | can i hear everything on my
            list | let me hear everything on my list | let us see what is on my list | what is
            written on my list | i am in the shop what do i have to get | i am in the supermarket
            what do i need to get | i am shopping what do i need | i am going shopping what do i
            need | what do i need to remember to buy | what did i want to buy | have i put
            anything on my list | have i got anything on my list | is there anything on my list
            yet | what things are on my list | which things are on my list | what things do i need
            to buy | could i hear my list | may i hear my list | i want to hear my list | what is
            there on my list | what have i put on my list | what have i got on the list so far |
            what do i have on my list so far | tell me the things on my list | tell me the items
            on my list | what was on my list | how does my list look | do i have anything on my
            list | anything on my list | did i put anything on my list | what do i need to get
            from the shop | what have i got to buy | what do i still need | what do i still have
            to buy | what is still on my list | what is still missing from my list | what items
            are on my list | which items are on my list | is there something on my list | how many
            items do i have on my list | how many items does my list have | let me know what is on
            my list | tell me what i have to buy | tell me what i need to buy | give me my list |
            check my list | look at my list | list everything | what does my list say | how long
            is my list | is * on my list | do i have * on my list | say my list again | go over
            the list with me | what is there to buy | what should i get from the shop | tell me
            everything on my list | let me hear the list | what do i need from the shop | what do
            i have to buy | what should i buy | my shopping list | the list | tell me my list |
            show me the list | is my list empty | how many things are on my list | go through my
            list | what is left on my list | list my items | what have i got on my list | what do
            i have on the list | is there anything on my list | what is on my list | what is on
            the list | read my list | show my list | read me my shopping list | what is on my
            shopping list | my list | tell me what is on my list | what do i need to buy | read
            out the list | what do i have on my list | what did i put on my list
        """,
        trace="passing",
    ),
    Intent(
        name="clear_list",
        carry_out=lists.clear_list,
        phrasings="""
            everything on my list can go | all on my list can go | reset the list |
            i want everything off my list | everything can come off my list | nothing should be on
            my list | take all of it off my list |
            remove all the things from my list | take all the things off my list | clear all items
            from my list | clear out my list | clean my list | clean up my list | clean the list |
            get me a new list | let us start a new list | let us make a new list | i need a new
            list | i would like an empty list | i want a new list | delete this list | delete that
            list | make the list empty | my list should be empty | wipe the list clean | wipe my
            list | get rid of my list | get rid of everything on my list | empty out my list | i
            want an empty list | start my list over | begin a new list | drop the whole list |
            remove the whole list | cross everything off my list | forget my list | forget the
            list | i do not need my list any more | i do not need the list any more | start over
            with the list | remove the list | remove my list | remove everything that is on my
            list | start with a fresh list | make a new list | start over with an empty list |
            delete the whole list | delete my whole shopping list | clear everything from the list
            | take everything off my list | remove all from my list | delete all items on my list
            | throw away my list | reset my list | make my list empty | clear my list | clear the
            list | empty my list | delete my list | erase the list | clear my shopping list |
            empty the shopping list | start a new list | remove everything from my list | delete
            everything on my list
        """,
        trace="undoable",
    ),
    Intent(
        name="set_timer",
        carry_out=timers.set_timer,
        phrasings="""
            start a countdown | begin a countdown | put on a timer | put a timer on | run a timer
            | create a timer | i want a timer | i would like a timer | can i have a timer |
            a timer | new timer | make a timer | give me a timer | count down | time something |
            set a timer | start a timer | set a new timer | i need a timer | timer |
            set the timer | can you set a timer | start the countdown
        """,
        accepts=timers.has_duration,
        reads=timers.heard_timer,
        corrects=timers.corrected_timer,
        trace="undoable",
    ),
    Intent(
        name="time_left",
        carry_out=timers.time_left,
        phrasings="""
            how long does my timer have | how long does the timer have to go | how long has the
            timer got | how close is the timer | how near is my timer to the end | is there much
            time left |
            how is the timer getting on | how is my timer coming along | how many more minutes |
            how many more minutes are there | how many more minutes on the timer | is my timer
            finished | when does the time run out |
            when does my timer go off | when will my timer go off | how much time remains on my
            timer | how much time is there left | how many minutes does my timer have | how many
            minutes are there to go | how many minutes to go | how many seconds to go | how many
            hours are left | how long to go on the timer | what about my timer | tell me the time
            left | tell me how much time is left | tell me how long is left | is there still time
            on the timer | is the timer still going | is the timer still on | is a timer running |
            are any timers running | which timers are running | status of my timer | read my timer
            | is the timer over | is the timer over yet | is my timer over | is the timer finished
            | has the timer finished | has the timer rung | has my timer gone off | is the time up
            | is the time over | how long do i have to wait | how long do i still have | how much
            longer do i have to wait | how long until it rings | how long until the timer rings |
            how long until the timer is done | how long till my timer rings | how much longer does
            it take | how much longer will it take | how many minutes do i have left | what is
            left of the timer | what does the timer say | where is my timer | how is the timer
            doing | remaining time | when will the time be up | show me the remaining time | what
            time is left | when will it ring | how far is my timer | how far along is the timer |
            is my timer nearly done | how long does the timer still run | when will my timer ring
            | when does the timer ring | when is my timer up | how much longer on my timer | how
            long does the timer have left | how long to go | time left | how many seconds are left
            | what is my timer at | is the timer done | is my timer still running | the timer |
            what is left on my timer | how much time do i have left | when is the timer done | how
            much time is left | how long is left | how much longer | how much time is left on the
            timer | how long is left on my timer | check the timer | what about the timer | how
            many minutes are left | how is my timer doing | time left on the timer | do i have a
            timer | how long is left on the * timer | how much time is left on the * timer
        """,
        trace="passing",
    ),
    Intent(
        name="cancel_timer",
        carry_out=timers.cancel_timer,
        phrasings="""
            the timer can go | the timer can stop | the timer is not needed any more | shut the
            timer off | shut off the timer | the timer is no longer needed | silence the timer |
            cancel every timer | stop all timers | stop my timer | end my timer | kill my timer |
            delete all timers | delete the timer | remove my timer | clear all timers | clear my
            timer | i no longer need the timer | i no longer need a timer | quit the timer | quit
            my timer | dismiss the timer | stop that timer | cancel that timer | i do not need a
            timer any more | i do not want a timer any more | let us cancel the timer | leave the
            timer | drop the timer | no more timer | no timer any more | stop counting | stop the
            countdown | cancel the countdown | turn my timer off | switch my timer off | that
            timer is not needed | never mind that timer | abort the timer | timer off | never mind
            the timer | do away with the timer | i do not need that timer | remove all my timers |
            switch off the timer | switch the timer off | forget the timer | kill the timer | end
            the timer | i do not want the timer | no timer | clear the timer | reset the timer | i
            do not need the timer any more | i do not need the timer | turn the timer off | cancel
            the timer | cancel my timer | stop the timer | turn off the timer | remove the timer |
            cancel all timers | cancel the * timer | stop the * timer | cancel timer
        """,
        trace="undoable",
    ),
    Intent(
        name="story",
        carry_out=story.begin_story,
        phrasings="""
            i fancy a story | a story would be lovely | let me have a story | surprise me with a
            story | would you have a story for me | got any stories | how about telling a story |
            tell me one of your stories | tell me another one of your stories | let us hear a
            story | give me a story | any story will do | i would enjoy a story | i could use a
            story | can i hear a story | may i have a story | could you read a story | please read
            me a story | please tell me a story | start telling a story | tell me a funny story |
            tell me a short story | is there a story you know | do you know a nice story | the
            story of the day | how about a story | i feel like a story | i feel like hearing a
            story | i am in the mood for a story | entertain me with a story | can you tell me a
            good story | tell me some story | know any stories | do you know any good stories |
            tell me a story please | i would love a story | read a story to me | tell a story to
            me | tell me something nice a story | make up a story | i want you to tell me a story
            | let us have a story | a fairy tale please | a bedtime story | i would like a story |
            a story would be nice | tell me a nice story | tell me a different story | let me hear
            a story | what stories do you know | story time | do you have a story for me | can you
            tell stories | a new story | tell us a story | tell me a tale | a story | i want a
            story | start a story | tell me a fairy tale | tell me a story | tell me a long story
            | tell me another story | do you know a story | can you tell me a story | read me a
            story | i want to hear a story | i would like to hear another story | tell a story |
            tell me a bedtime story | another story | one more story | tell me something
            interesting | tell me a story about * | tell me a long story about *
        """,
        accepts=lambda slot: len(slot) <= 4,
    ),
)
