from cejc.lib.hook import Hook


def test_answers_come_in_the_order_in_which_they_were_added_and_twice_is_once():
    hook: Hook = Hook()

    def first() -> int:
        return 1

    def second() -> int:
        return 2

    for answer in (first, second, first):
        hook.add(answer)

    assert [answer() for answer in hook] == [1, 2]


def test_a_hook_that_nobody_answers_is_empty():
    assert list(Hook()) == []
