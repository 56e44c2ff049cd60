from cejc.lib.pieces import PIECE, pieces


def test_a_list_comes_in_pieces_in_its_order_and_whole():
    assert list(pieces([1, 2, 3, 4, 5], 2)) == [[1, 2], [3, 4], [5]]
    assert list(pieces([1, 2], 2)) == [[1, 2]]
    assert list(pieces([])) == []
    assert [len(one) for one in pieces(range(PIECE + 1))] == [PIECE, 1]
