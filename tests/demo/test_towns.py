from portal.demo.communes import STORIES, centre_of
from portal.demo.towns import blob


def test_every_sample_town_draws_clean_shapes() -> None:
    for story in STORIES:
        town = story.town
        shapes = [*town.houses(), town.park(), *filter(None, [town.water()])]

        assert all(shape.valid for shape in shapes), story.code
        assert all(line.simple for _name, line in town.streets()), story.code


def test_hamlets_of_a_story_lie_apart() -> None:
    for story in STORIES:
        centres = {
            centre_of(story, number, name).coords for number, name in enumerate(story.hamlets)
        }

        assert len(centres) == len(story.hamlets), story.code


def test_sample_boundary_goes_once_around_its_town() -> None:
    boundary = blob(105.26, 9.51, 3000, seed=31051)

    assert boundary.valid
    assert boundary == blob(105.26, 9.51, 3000, seed=31051)
