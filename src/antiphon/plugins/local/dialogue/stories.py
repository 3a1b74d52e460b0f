"""The stories that the dialogue knows: of about a minute each, and its own."""

from antiphon.plugins.local.dialogue.words import sentences

__all__ = ["STORIES"]

_LIGHTHOUSE = """
Once upon a time there was a lighthouse that was afraid of the dark.
Every evening, when the sun went down, it lit its lamp as early as it could, and looked anywhere
but at the sea.
The ships sailed by and never noticed, for to them it was simply a good bright light.
One night in November a storm blew in, and the lamp went out.
For the first time the lighthouse saw the night as it really was.
There were more stars than it could count, and below them the waves were shining green.
Far away it saw one small lamp, going up and down.
It was a fishing boat, and the boat was afraid too.
The lighthouse could not shine, but it had an old bell that nobody had rung for years.
So it leaned into the wind until the bell began to swing.
All night long it rang, and slowly the little boat came closer, until it was safe behind the
harbour wall.
In the morning the keeper mended the lamp and polished the glass.
But ever since that night, the lighthouse waits a moment before it lights up.
It likes to look at the stars first.
"""
_CLOCKMAKER = """
A long time ago, in a town between two rivers, there lived a clockmaker whose clocks were never
right.
Some were too fast and some were too slow, but people bought them, because they were beautiful.
One day the mayor came in, very angry, for he had missed his own birthday.
Make me a clock that is right, he said, or close your shop.
The clockmaker worked for seven days and seven nights, and the clock she built was perfect.
It was so perfect that everybody in town began to follow it.
They ate when it struck noon, hungry or not, and they slept when it struck ten, tired or not.
Nobody was late any more, and nobody stopped on the bridge to look at the water.
After a month the town had become very quiet.
Then, one morning, the mayor came back, and this time he spoke softly.
Could you make it a little bit wrong, he asked.
The clockmaker smiled, opened the case, and turned one small screw.
From that day on the clock ran five minutes slow, and those five minutes belonged to everybody.
Most people spent them on the bridge.
"""
_WALNUT = """
There was once a crow who found a walnut that she could not open.
She dropped it from the church tower, but it only bounced and rolled into the street.
She laid it before the baker's cart, but the wheel jumped over it.
She asked the woodpecker, who tried until his head was ringing, and then flew home without a word.
So the crow carried the walnut to the edge of the wood and hid it under the leaves, to think about
it later.
Then the snow came, and she forgot where it was.
In the spring a little green stem stood there, no higher than a finger.
The crow had no idea what it was, but she liked it, and she kept the mice away from it.
She did so the next year, and the year after that.
When she was old, the stem had become a tree, and she had built her nest in it.
One autumn day something dropped past her and broke open on a stone.
It was a walnut.
She looked at it for a long time, and then she looked at the tree.
So that is how you open it, she said.
"""

STORIES = tuple(
    tuple(sentences(" ".join(story.split()))) for story in (_LIGHTHOUSE, _CLOCKMAKER, _WALNUT)
)
"""Each as its sentences."""
