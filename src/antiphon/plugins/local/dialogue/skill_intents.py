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
            what does the clock say | what is the hour |
            the time | get the time | what is the current time | give me the time | time |
            what time do we have | what is the hour | have you got the time | how late is it now |
            what time is it | what time is it now | what is the time | tell me the time |
            do you have the time | do you know what time it is | how late is it | current time
        """,
    ),
    Intent(
        name="date",
        carry_out=almanac.tell_date,
        phrasings="""
            what is the calendar date | what is the exact date |
            the date | give me the date | what is the current date | what is the month |
            what is the day and the month | what date do we have | what is the date |
            what is the date today | what date is it | what date is it today |
            what is today's date | tell me the date | what day of the month is it |
            what month is it | which month is it | current date
        """,
    ),
    Intent(
        name="weekday",
        carry_out=almanac.tell_weekday,
        phrasings="""
            is today monday | is it monday today | do we have monday today |
            what weekday do we have today | which day of the week do we have | today is what day |
            what is the day of the week | the day of the week | name the day |
            what is the day today | what day do we have | what weekday is today | what day is it |
            what day is it today | what day of the week is it | which day is it |
            which weekday is it | what weekday is it today | what is today | tell me the day
        """,
    ),
    Intent(
        name="tomorrow",
        carry_out=almanac.tell_tomorrow,
        phrasings="""
            what day do we have tomorrow | which day will it be tomorrow |
            is tomorrow monday | is it monday tomorrow | what comes after today |
            what will tomorrow be | what is the day after today | what is tomorrow |
            tell me the day tomorrow | which day is tomorrow | what will the date be tomorrow |
            what day is tomorrow | what day is it tomorrow | what is the date tomorrow |
            what is tomorrow's date
        """,
    ),
    Intent(
        name="year",
        carry_out=almanac.tell_year,
        phrasings="""
            what year is it | which year is it | what is the year | what year do we have |
            tell me the year | what is the current year | the year
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
            how long is my list | is * on my list | do i have * on my list | say my
            list again |
            go over the list with me | what is there to buy | what should i get from
            the shop | tell me everything on my list | let me hear the list |
            what do i need from the shop | what do i have to buy | what should i buy |
            my shopping list | the list | tell me my list | show me the list | is my list empty |
            how many things are on my list | go through my list | what is left on my list |
            list my items | what have i got on my list | what do i have on the list |
            is there anything on my list | what is on my list | what is on the list |
            read my list | show my list | read me my shopping list | what is on my shopping list |
            my list | tell me what is on my list | what do i need to buy | read out the list |
            what do i have on my list | what did i put on my list
        """,
        trace="passing",
    ),
    Intent(
        name="clear_list",
        carry_out=lists.clear_list,
        phrasings="""
            i do not need the list any more | start over with the list |
            remove the list | remove my list | remove everything that is on my list |
            start with a fresh list | make a new list |
            start over with an empty list | delete the whole list |
            delete my whole shopping list | clear everything from the list |
            take everything off my list | remove all from my list | delete all items on my list |
            throw away my list | reset my list | make my list empty | clear my list |
            clear the list | empty my list | delete my list | erase the list |
            clear my shopping list | empty the shopping list | start a new list |
            remove everything from my list | delete everything on my list
        """,
        trace="undoable",
    ),
    Intent(
        name="set_timer",
        carry_out=timers.set_timer,
        phrasings="""
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
            show me the remaining time | what time is left |
            when will it ring | how far is my timer | how far along is the timer | is
            my timer nearly done | how long does the timer still run |
            when will my timer ring | when does the timer ring | when is my timer up |
            how much longer on my timer | how long does the timer have left | how long to go |
            time left | how many seconds are left | what is my timer at | is the timer done |
            is my timer still running | the timer | what is left on my timer |
            how much time do i have left | when is the timer done | how much time is left |
            how long is left | how much longer | how much time is left on the timer |
            how long is left on my timer | check the timer | what about the timer |
            how many minutes are left | how is my timer doing | time left on the timer |
            do i have a timer | how long is left on the * timer |
            how much time is left on the * timer
        """,
        trace="passing",
    ),
    Intent(
        name="cancel_timer",
        carry_out=timers.cancel_timer,
        phrasings="""
            abort the timer | timer off |
            never mind the timer | do away with the timer | i do not need that timer |
            remove all my timers |
            switch off the timer | switch the timer off | forget the timer | kill the timer |
            end the timer | i do not want the timer | no timer | clear the timer |
            reset the timer | i do not need the timer any more | i do not need the timer |
            turn the timer off | cancel the timer | cancel my timer | stop the timer |
            delete the timer | turn off the timer | remove the timer | cancel all timers |
            cancel the * timer | stop the * timer | cancel timer
        """,
        trace="undoable",
    ),
    Intent(
        name="story",
        carry_out=story.begin_story,
        phrasings="""
            i would like a story | a story would be nice |
            tell me a nice story | tell me a different story | let me hear a story |
            what stories do you know | story time | do you have a story for me |
            can you tell stories | a new story | tell us a story | tell me a tale | a story |
            i want a story | start a story | tell me a fairy tale | tell me a story |
            tell me a long story | tell me another story | do you know a story |
            can you tell me a story | read me a story | i want to hear a story |
            i would like to hear another story | tell a story | tell me a bedtime story |
            another story | one more story | tell me something interesting |
            tell me a story about * | tell me a long story about *
        """,
        accepts=lambda slot: len(slot) <= 4,
    ),
)
