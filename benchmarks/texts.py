"""What the agent tells: some sixteen seconds each, in words that a pronouncing dictionary knows."""

__all__ = ["TEXTS"]

TEXTS = (
    "The old lighthouse stood at the edge of the bay, and for many years nobody had climbed its "
    "stairs. One winter a young keeper came from the village with a lantern, two blankets and a "
    "box of books. She cleaned the windows, mended the broken steps, and lit the great lamp again. "
    "From that night on the fishermen found their way home.",
    "Bread is made from flour, water, salt and time. Mix them in a large bowl, cover it with a "
    "towel, and leave it in a warm place until the dough has grown to twice its size. Then fold it "
    "gently, shape it into a round loaf, and bake it in a very hot oven. Let it rest before you "
    "cut it, for the inside is still cooking.",
    "Your train leaves from platform seven in about twenty minutes. There is one change, at the "
    "central station, where you have nearly half an hour to find the next train. The restaurant "
    "car is open all day, and your seat is beside the window. If you travel with a bicycle, please "
    "use the last door of the last carriage.",
    "The museum opens at ten in the morning and closes at six in the evening. On the ground floor "
    "you will find the paintings, and upstairs there is a room full of clocks. Children pay "
    "nothing, and on the first Sunday of the month nobody does. The garden behind the house is "
    "quiet, and a good place to eat your lunch.",
    "Every spring the river rises and floods the lower fields. The farmers know it well, and plant "
    "nothing there before the water has gone. What it leaves behind is a dark and heavy soil, "
    "richer than anything that money could buy. In summer the corn stands taller than a man, and "
    "the birds come in great numbers.",
    "To reset the heating, press the left button and hold it for five seconds. The small light "
    "turns red, then green, and the screen shows the temperature of the room. Choose the day with "
    "the arrows, and confirm it with the middle button. Should the light stay red, switch the "
    "power off, wait a minute, and begin again.",
    "My grandmother kept bees at the bottom of her garden. She spoke to them every morning, and "
    "told them who had married, who was ill, and what the weather would be. People laughed at her, "
    "but her honey won the prize year after year. When she died, somebody had to go down and tell "
    "the bees about that too.",
    "The tower of the town hall has two bells, and they have never agreed. The large one strikes "
    "the hour, and a moment later the small one strikes it again. Visitors think that it must be a "
    "mistake. But the people who live here say that everybody deserves a second chance to be on "
    "time for dinner.",
    "A glacier is a river of ice that moves so slowly that you cannot see it. It carries stones "
    "from the top of the mountain, and grinds the valley beneath it wide and smooth. Where it "
    "melts, the water is white like milk. Today most of them are growing shorter, and some will be "
    "gone before the children of today are old.",
    "Your order was packed this morning and is now on its way. The driver will call you about an "
    "hour before he arrives, so please keep your telephone with you. If nobody is at home, the "
    "parcel goes to the shop around the corner. You can send it back within thirty days, and you "
    "do not have to give a reason.",
    "Sailors used to measure the speed of a ship with a piece of wood and a long rope. The rope "
    "had knots in it, always the same distance apart. They threw the wood into the sea, and "
    "counted how many knots ran through their fingers while the sand ran through a glass. That is "
    "why the speed of a ship is still given in knots.",
    "The forest behind the school belongs to nobody in particular. In autumn the teacher takes "
    "the younger classes there to look for mushrooms, and every year somebody gets lost. It never "
    "takes long to find them. They sit beside the stream, with wet shoes and full pockets, and "
    "wonder what all the shouting was about.",
)
